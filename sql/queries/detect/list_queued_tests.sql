-- Tests with queued series, the longest waiting first.
-- No parameters
-- Result: test_id bigint
SELECT q.test_id FROM analysis_queue AS q GROUP BY q.test_id ORDER BY min(q.queued_at), q.test_id
