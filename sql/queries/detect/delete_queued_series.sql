-- Ends a claim. A row that was queued again since stays, and so does one that an ingest has under
-- way (locked): it will be queued again anyway, and nobody waits.
-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 timestamptz[]: queued_at as it was claimed
DELETE FROM analysis_queue AS d
WHERE d.test_id = $1 AND d.series_id IN (
    SELECT q.series_id
    FROM analysis_queue AS q
    JOIN unnest($2::bigint[], $3::timestamptz[]) AS g (series_id, queued_at)
        ON q.series_id = g.series_id AND q.queued_at = g.queued_at
    WHERE q.test_id = $1
    FOR UPDATE OF q SKIP LOCKED)
