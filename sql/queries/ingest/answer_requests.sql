-- $1 text: name of the source that answered
-- $2 bigint[]: request_id
UPDATE ingest_request SET answered_by = answered_by || $1::text
WHERE request_id = ANY ($2) AND NOT ($1::text = ANY (answered_by))
