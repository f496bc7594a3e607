-- Asks for the analysis of series whose points changed.
-- $1 bigint: test_id
-- $2 bigint[]: series_id, ascending (equal order of locks in every process)
INSERT INTO analysis_queue (test_id, series_id)
SELECT $1, g.series_id FROM unnest($2::bigint[]) AS g (series_id)
ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()
