-- $1 bigint: test_id, $2 bigint: run_id
-- metric text, value float8 (NULL: the run has no value), samples bigint, minimum float8,
-- maximum float8, mean float8, sum float8, stddev float8, unit text
SELECT s.metric, p.value, p.samples, p.minimum, p.maximum, p.mean, p.sum, p.stddev, s.unit
FROM series s
LEFT JOIN point p
    ON p.test_id = s.test_id AND p.series_id = s.series_id AND p.run_id = $2::bigint
WHERE s.test_id = $1::bigint AND (s.active OR p.value IS NOT NULL)
ORDER BY s.position, s.metric COLLATE "C"
