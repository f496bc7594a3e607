-- Requests that a source has not answered, the oldest first.
-- $1 text: name of the source
-- $2 bigint: age in microseconds from which on a request is no longer answered
-- $3 bigint: most rows
-- Result: request_id bigint, uuid text, test text
SELECT q.request_id, q.uuid, q.test
FROM ingest_request AS q
WHERE NOT ($1 = ANY (q.answered_by))
    AND q.requested_at > clock_timestamp() - $2::bigint * interval '1 microsecond'
ORDER BY q.request_id
LIMIT $3
