-- Without a join and in no order: so the rows of a run, which lie together, are read together.
-- $1 bigint: test_id
-- $2 bigint[]: series_id of the series wanted
-- Result: series_id bigint, run_id bigint, value double precision
SELECT p.series_id, p.run_id, p.value
FROM point AS p
WHERE p.test_id = $1 AND p.series_id = ANY ($2)
