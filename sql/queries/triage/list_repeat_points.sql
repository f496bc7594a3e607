-- Values of the runs that confirm a run, oldest first per series; excluded runs say nothing.
-- $1 bigint: test_id
-- $2 bigint: run_id of the first run
-- Result: series_id bigint, value double precision
SELECT p.series_id, p.value
FROM run AS r
JOIN point AS p ON p.test_id = r.test_id AND p.test_id = $1 AND p.run_id = r.run_id
WHERE r.test_id = $1 AND r.confirms = $2 AND r.excluded IS NULL
ORDER BY p.series_id, p.at, p.run_id
