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
INSERT INTO series AS s (test_id, series_id, metric, position, direction, threshold, labels,
                         correlation, context, active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
ON CONFLICT (test_id, series_id) DO UPDATE
SET metric = EXCLUDED.metric, position = EXCLUDED.position, direction = EXCLUDED.direction,
    threshold = EXCLUDED.threshold, labels = EXCLUDED.labels, correlation = EXCLUDED.correlation,
    context = EXCLUDED.context, active = true
WHERE (s.metric, s.position, s.direction, s.threshold, s.labels, s.correlation, s.context, s.active)
    IS DISTINCT FROM (EXCLUDED.metric, EXCLUDED.position, EXCLUDED.direction, EXCLUDED.threshold,
                      EXCLUDED.labels, EXCLUDED.correlation, EXCLUDED.context, true)
