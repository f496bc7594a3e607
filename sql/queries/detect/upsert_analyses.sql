-- Records what analyses saw; rows that are already so are not touched. last_run_id 0: no points.
-- $1 bigint: test_id
-- $2 text: options
-- $3 bigint[]: series_id
-- $4 text[]: algorithm
-- $5 bigint[]: points
-- $6 bigint[]: last_run_id
-- $7 timestamptz[]: last_at
-- $8 text: config_hash of the test, as it was read with the points
INSERT INTO analysis AS a (test_id, series_id, algorithm, config_hash, points, last_run_id, last_at)
SELECT $1, g.series_id, g.algorithm,
       encode(sha256(convert_to(g.algorithm || ' ' || $2 || ' test=' || $8, 'UTF8')), 'hex'),
       g.points::integer, nullif(g.last_run_id, 0),
       CASE WHEN g.last_run_id = 0 THEN NULL ELSE g.last_at END
FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
    AS g (series_id, algorithm, points, last_run_id, last_at)
ON CONFLICT (test_id, series_id, algorithm) DO UPDATE
SET config_hash = EXCLUDED.config_hash, points = EXCLUDED.points,
    last_run_id = EXCLUDED.last_run_id, last_at = EXCLUDED.last_at
WHERE (a.config_hash, a.points, a.last_run_id, a.last_at)
    IS DISTINCT FROM (EXCLUDED.config_hash, EXCLUDED.points, EXCLUDED.last_run_id, EXCLUDED.last_at)
