-- A regression that nothing supports any more stays, without members; its change points are written.
-- $1 bigint: test_id
-- $2 bigint: regression_id
UPDATE regression AS g
SET metrics = 0, faded_at = now(),
    state = CASE WHEN g.state IN ('open', 'recovered') THEN 'faded' ELSE g.state END,
    faded_reason = coalesce(
        (SELECT CASE c.dropped_by
                WHEN 'acknowledged' THEN 'people know of the change: it is acknowledged'
                ELSE 'its change does not count any more: ' || c.dropped_by END
         FROM change_point AS c
         WHERE c.test_id = g.test_id AND c.run_id = g.run_id AND c.dropped_by IS NOT NULL
         ORDER BY c.dropped_by, c.series_id
         LIMIT 1),
        'the values known now do not bear it out')
WHERE g.test_id = $1 AND g.regression_id = $2 AND g.metrics > 0
