-- Tells of a regression as it is stored now, and wakes who listens.
-- $1 bigint: test_id
-- $2 bigint: regression_id
-- $3 text: what became of it, as store/regressions.h has it
-- $4 text: kind of the event
-- $5 text: channel
-- Result: one row where there is such a regression that anything supports
WITH told AS (
    INSERT INTO event (kind, test, project, body)
    SELECT $4, t.name, t.project,
           json_build_object('id', g.regression_id::text, 'change', $3::text, 'state', g.state,
                             'at', rtrim(rtrim(to_char(g.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z',
                             'uuid', g.uuid, 'build', g.build, 'build_url', g.build_url,
                             'previous_uuid', g.previous_uuid, 'previous_build', g.previous_build,
                             'previous_build_url', g.previous_build_url,
                             'percent', CASE WHEN abs(g.percent) < 'Infinity' THEN g.percent END,
                             'pvalue', g.pvalue, 'metrics', g.metrics,
                             'recovered_uuid', g.recovered_uuid, 'recovered_build', g.recovered_build,
                             'environment', g.environment)
    FROM regression AS g JOIN test AS t USING (test_id)
    WHERE g.test_id = $1 AND g.regression_id = $2 AND g.metrics > 0
    RETURNING event_id)
SELECT pg_notify($5, '') FROM told AS t
