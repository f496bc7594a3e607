-- Writes one series of a configured test; a row that is already so is not touched.
-- $1 bigint: test_id
-- $2 bigint: series_id
-- $3 text: metric (column name)
-- $4 integer: position
-- $5 smallint: direction
-- $6 double precision: threshold
-- $7 text[]: labels
-- $8 text: correlation
-- $9 integer: context
-- $10 double precision: limit_min (NULL: none)
-- $11 double precision: limit_max (NULL: none)
-- $12 text: unit
-- $13 text: regression_algorithm
INSERT INTO series AS s (test_id, series_id, metric, position, direction, threshold, labels,
                         correlation, context, limit_min, limit_max, unit, regression_algorithm,
                         active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, true)
ON CONFLICT (test_id, series_id) DO UPDATE
SET metric = EXCLUDED.metric, position = EXCLUDED.position, direction = EXCLUDED.direction,
    threshold = EXCLUDED.threshold, labels = EXCLUDED.labels, correlation = EXCLUDED.correlation,
    context = EXCLUDED.context, limit_min = EXCLUDED.limit_min, limit_max = EXCLUDED.limit_max,
    unit = EXCLUDED.unit, regression_algorithm = EXCLUDED.regression_algorithm, active = true
WHERE (s.metric, s.position, s.direction, s.threshold, s.labels, s.correlation, s.context,
       s.limit_min, s.limit_max, s.unit, s.regression_algorithm, s.active)
    IS DISTINCT FROM (EXCLUDED.metric, EXCLUDED.position, EXCLUDED.direction, EXCLUDED.threshold,
                      EXCLUDED.labels, EXCLUDED.correlation, EXCLUDED.context, EXCLUDED.limit_min,
                      EXCLUDED.limit_max, EXCLUDED.unit,
                      EXCLUDED.regression_algorithm, true)
