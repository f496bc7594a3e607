-- Puts what became of a regression, as it is stored now, into the outbox of alerts.
-- $1 bigint: test_id
-- $2 bigint: regression_id
-- $3 text: what became of it, as store/regressions.h has it
WITH told AS (
    SELECT t.name, t.project, g.*
    FROM regression AS g JOIN test AS t USING (test_id)
    WHERE g.test_id = $1 AND g.regression_id = $2 AND g.metrics > 0),
counted AS (
    INSERT INTO alert_sequence AS s (regression_id, sequence)
    SELECT told.regression_id, 1 FROM told
    ON CONFLICT (regression_id) DO UPDATE SET sequence = s.sequence + 1
    RETURNING sequence)
INSERT INTO alert_event (regression_id, sequence, test_id, change, body)
SELECT told.regression_id, counted.sequence, told.test_id, CASE $3::text WHEN 'new' THEN 'opened' ELSE $3 END,
       jsonb_build_object(
           'test', told.name, 'project', told.project, 'state', told.state,
           'at', extract(epoch FROM told.at), 'uuid', told.uuid, 'build', told.build,
           'build_url', told.build_url, 'previous_uuid', told.previous_uuid,
           'previous_build', told.previous_build, 'previous_build_url', told.previous_build_url,
           'percent', CASE WHEN abs(told.percent) < 'Infinity' THEN told.percent END,
           'pvalue', told.pvalue, 'metrics', told.metrics)
FROM told, counted
