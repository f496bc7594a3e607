-- Takes events that no rule was asked about yet, oldest first, and adds the most telling metric to
-- each: of the regression as it is now, or as the event before had it. The caller's transaction
-- holds them.
-- $1 bigint: at most so many
-- Result: regression_id bigint, sequence bigint, at timestamptz, change text, body jsonb
WITH fresh AS (
    SELECT regression_id, sequence FROM alert_event
    WHERE taken_at IS NULL
    ORDER BY at
    LIMIT $1
    FOR UPDATE SKIP LOCKED)
UPDATE alert_event AS e
SET taken_at = clock_timestamp(),
    body = e.body || jsonb_build_object('most', coalesce(
        (SELECT jsonb_build_object(
                    'metric', s.metric, 'unit', s.unit, 'mean_before', c.mean_before,
                    'mean_after', c.mean_after, 'labels', to_jsonb(s.labels))
         FROM change_point AS c
         JOIN series AS s ON s.test_id = c.test_id AND s.series_id = c.series_id
         WHERE c.test_id = e.test_id AND c.regression_id = e.regression_id
         ORDER BY abs(c.percent) DESC NULLS FIRST, s.position, c.algorithm
         LIMIT 1),
        (SELECT p.body -> 'most' FROM alert_event AS p
         WHERE p.regression_id = e.regression_id AND p.sequence < e.sequence
         ORDER BY p.sequence DESC
         LIMIT 1)))
FROM fresh
WHERE e.regression_id = fresh.regression_id AND e.sequence = fresh.sequence
RETURNING e.regression_id, e.sequence, e.at, e.change, e.body
