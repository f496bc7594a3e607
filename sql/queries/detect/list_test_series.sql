-- The active series of a test in configuration order.
-- $1 bigint: test_id
-- Result: series_id bigint, metric text, direction smallint, threshold double precision,
-- correlation text, context integer, regression_algorithm text
SELECT s.series_id, s.metric, s.direction, s.threshold, s.correlation, s.context,
       s.regression_algorithm
FROM series AS s
WHERE s.test_id = $1 AND s.active
ORDER BY s.position, s.series_id
