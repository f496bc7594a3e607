-- Queues the series that acknowledgements name, in the tests that have the run.
-- $1 text[]: test; NULL: any
-- $2 text[]: uuid
-- $3 text[]: metric
INSERT INTO analysis_queue (test_id, series_id)
SELECT DISTINCT s.test_id, s.series_id
FROM unnest($1::text[], $2::text[], $3::text[]) AS g (test, uuid, metric)
JOIN run AS r ON r.uuid = g.uuid
JOIN series AS s ON s.test_id = r.test_id AND s.metric = g.metric
JOIN test AS t ON t.test_id = s.test_id
WHERE s.active AND (g.test IS NULL OR g.test = t.name)
ORDER BY s.test_id, s.series_id
ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()
