-- Brings points to the time of their run, after that changed.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 bigint[]: run_id of those of them that entered or left the baseline
-- Result: series_id bigint of each point moved, and of each point of $3
WITH moved AS (
    UPDATE point AS p SET at = r.at
    FROM run AS r
    WHERE p.test_id = $1 AND r.test_id = $1 AND r.run_id = ANY ($2) AND p.run_id = r.run_id
        AND p.test_id = r.test_id AND p.at <> r.at
    RETURNING p.series_id)
SELECT m.series_id FROM moved AS m
UNION ALL
SELECT p.series_id
FROM series AS s
JOIN point AS p ON p.test_id = s.test_id AND p.series_id = s.series_id
WHERE s.test_id = $1 AND p.test_id = $1 AND p.run_id = ANY ($3)
