-- Queues every active series of one test or of all.
-- $1 text: name of the test; NULL: all active ones
INSERT INTO analysis_queue (test_id, series_id)
SELECT s.test_id, s.series_id
FROM series AS s
JOIN test AS t ON t.test_id = s.test_id
WHERE s.active AND CASE WHEN $1::text IS NULL THEN t.active ELSE t.name = $1 END
ORDER BY s.test_id, s.series_id
ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()
