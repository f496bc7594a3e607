-- Brings points to the time of their run, after that changed.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- Result: series_id bigint of each point moved
UPDATE point AS p SET at = r.at
FROM run AS r
WHERE p.test_id = $1 AND r.test_id = $1 AND r.run_id = ANY ($2) AND p.run_id = r.run_id
    AND p.test_id = r.test_id AND p.at <> r.at
RETURNING p.series_id
