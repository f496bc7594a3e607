-- $1 bigint: test_id
-- Result: series_id bigint, queued_at timestamptz
SELECT q.series_id, q.queued_at FROM analysis_queue AS q WHERE q.test_id = $1 ORDER BY q.series_id
