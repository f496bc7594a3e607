-- Asks for the analysis of the series that have a point of a run.
-- $1 bigint: test_id
-- $2 bigint: run_id
INSERT INTO analysis_queue (test_id, series_id)
SELECT p.test_id, p.series_id
FROM series AS s
JOIN point AS p ON p.test_id = s.test_id AND p.series_id = s.series_id
WHERE s.test_id = $1 AND p.test_id = $1 AND s.active AND p.run_id = $2
ORDER BY p.series_id
ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()
