-- Saves states of engines; one that is already so is not touched.
-- $1 bigint: test_id
-- $2 text: options
-- $3 bigint[]: series_id
-- $4 text[]: algorithm
-- $5 bigint[]: points
-- $6 bigint[]: last_run_id
-- $7 timestamptz[]: last_at
-- $8 bigint[]: points_hash
-- $9 bytea[]: state
INSERT INTO series_state AS x (test_id, series_id, algorithm, options, points, last_run_id, last_at,
                               points_hash, state)
SELECT $1, g.series_id, g.algorithm, $2, g.points::integer, g.last_run_id, g.last_at, g.points_hash, g.state
FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::bigint[], $9::bytea[])
    AS g (series_id, algorithm, points, last_run_id, last_at, points_hash, state)
ON CONFLICT (test_id, series_id, algorithm) DO UPDATE
SET options = EXCLUDED.options, points = EXCLUDED.points, last_run_id = EXCLUDED.last_run_id,
    last_at = EXCLUDED.last_at, points_hash = EXCLUDED.points_hash, state = EXCLUDED.state
WHERE (x.options, x.points, x.last_run_id, x.last_at, x.points_hash, x.state)
    IS DISTINCT FROM (EXCLUDED.options, EXCLUDED.points, EXCLUDED.last_run_id, EXCLUDED.last_at,
                      EXCLUDED.points_hash, EXCLUDED.state)
