-- A page of the pushed documents of an index, of every run; the first one whatever its size.
-- $1 text: source
-- $2 text: index_name
-- $3 text: run_uuid and
-- $4 text: document_id after which it begins
-- $5 bigint: most rows
-- $6 bigint: bytes of bodies after which it ends
-- Result: run_uuid text, document_id text, body text
SELECT p.run_uuid, p.document_id, p.body
FROM (
    SELECT d.run_uuid, d.document_id, d.body,
           sum(octet_length(d.body)) OVER (ORDER BY d.run_uuid, d.document_id) AS bytes
    FROM (
        SELECT q.run_uuid, q.document_id, q.body::text AS body
        FROM pushed_document AS q
        WHERE q.source = $1 AND q.index_name = $2 AND (q.run_uuid, q.document_id) > ($3, $4)
        ORDER BY q.run_uuid, q.document_id
        LIMIT $5) AS d) AS p
WHERE p.bytes - octet_length(p.body) < $6::bigint
ORDER BY p.run_uuid, p.document_id
