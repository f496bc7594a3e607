-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 text: algorithm
-- $4 text: options
-- Result: series_id bigint, points integer, last_run_id bigint, last_at timestamptz,
-- points_hash bigint, state bytea
SELECT x.series_id, x.points, x.last_run_id, x.last_at, x.points_hash, x.state
FROM series_state AS x
WHERE x.test_id = $1 AND x.series_id = ANY ($2) AND x.algorithm = $3 AND x.options = $4
ORDER BY x.series_id
