-- Queues active series whose change points were made with other options, or never. Those that wait
-- already are left as they are.
-- $1 text: algorithm
-- $2 text: options, as update_analyses got them
INSERT INTO analysis_queue (test_id, series_id)
SELECT s.test_id, s.series_id
FROM series AS s
JOIN test AS t ON t.test_id = s.test_id
LEFT JOIN analysis AS a
    ON a.test_id = s.test_id AND a.series_id = s.series_id AND a.algorithm = $1
WHERE s.active AND t.active
    AND a.config_hash IS DISTINCT FROM
        encode(sha256(convert_to($1 || ' ' || $2 || ' test=' || t.config_hash, 'UTF8')), 'hex')
    -- An insert that meets a row which an ingest has under way would wait for it.
    AND NOT EXISTS (
        SELECT 1 FROM analysis_queue AS q
        WHERE q.test_id = s.test_id AND q.series_id = s.series_id)
ORDER BY s.test_id, s.series_id
ON CONFLICT (test_id, series_id) DO NOTHING
