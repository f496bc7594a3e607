-- What is stored of series, by whatever options; the bytes only where they are of these.
-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 text: options
-- Result: series_id bigint, algorithm text, points integer, last_run_id bigint, last_at timestamptz,
-- points_hash bigint, state bytea (NULL: of other options)
SELECT x.series_id, x.algorithm, x.points, x.last_run_id, x.last_at, x.points_hash,
       CASE WHEN x.options = $3 THEN x.state END AS state
FROM series_state AS x
WHERE x.test_id = $1 AND x.series_id = ANY ($2)
ORDER BY x.series_id, x.algorithm COLLATE "C"
