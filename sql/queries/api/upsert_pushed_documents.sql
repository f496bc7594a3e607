-- Writes pushed documents; those that are there with the same text are not touched.
-- $1 text: source
-- $2 text[]: run_uuid
-- $3 text[]: index_name
-- $4 text[]: document_id
-- $5 text[]: body, JSON
-- Result: none
INSERT INTO pushed_document AS p (source, run_uuid, index_name, document_id, body)
SELECT DISTINCT ON (g.run_uuid, g.index_name, g.document_id)
       $1, g.run_uuid, g.index_name, g.document_id, g.body::json
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
    AS g (run_uuid, index_name, document_id, body, position)
ORDER BY g.run_uuid, g.index_name, g.document_id, g.position DESC
ON CONFLICT (source, run_uuid, index_name, document_id) DO UPDATE
SET body = EXCLUDED.body, pushed_at = now(), sequence = DEFAULT
WHERE p.body::text IS DISTINCT FROM EXCLUDED.body::text
