-- $1 bigint: test_id, $2 bigint: regression_id
-- metric text, direction int, threshold float8, labels json, algorithm text, uuid text,
-- at timestamptz, mean_before float8, mean_after float8, stddev_before float8,
-- stddev_after float8, pvalue float8, percent float8, unit text
SELECT s.metric, s.direction::integer, s.threshold, array_to_json(s.labels), c.algorithm, r.uuid,
    c.at, c.mean_before, c.mean_after, c.stddev_before, c.stddev_after, c.pvalue, c.percent,
    s.unit
FROM change_point c
JOIN series s ON s.test_id = c.test_id AND s.series_id = c.series_id
JOIN run r ON r.test_id = c.test_id AND r.run_id = c.run_id
WHERE c.test_id = $1::bigint AND c.regression_id = $2::bigint
ORDER BY abs(c.percent) DESC NULLS FIRST, s.position, c.algorithm
