-- $1 bigint: test_id, $2 bigint: series_id
-- algorithm text, config_hash text, points int, last_at timestamptz, uuid text, waiting bool
SELECT a.algorithm, a.config_hash, a.points, a.last_at, r.uuid,
    EXISTS (SELECT FROM analysis_queue q
            WHERE q.test_id = a.test_id AND q.series_id = a.series_id)
FROM analysis a
LEFT JOIN run r ON r.test_id = a.test_id AND r.run_id = a.last_run_id
WHERE a.test_id = $1::bigint AND a.series_id = $2::bigint
ORDER BY a.algorithm
