-- $1 bigint[]: test_ids
-- test_id bigint, test text, series_id bigint, metric text, unit text, direction int,
-- threshold float8, limit_min float8, limit_max float8; by test and in configuration order
SELECT s.test_id, t.name, s.series_id, s.metric, s.unit, s.direction::integer, s.threshold,
    s.limit_min, s.limit_max
FROM series s
JOIN test t ON t.test_id = s.test_id
WHERE s.test_id = ANY ($1::bigint[]) AND s.active
ORDER BY t.name COLLATE "C", s.position, s.series_id
