-- Runs that got a pushed document lately.
-- $1 text: source
-- $2 bigint: microseconds back
-- Result: run_uuid text
SELECT DISTINCT d.run_uuid
FROM pushed_document AS d
WHERE d.source = $1 AND d.pushed_at >= clock_timestamp() - $2::bigint * interval '1 microsecond'
