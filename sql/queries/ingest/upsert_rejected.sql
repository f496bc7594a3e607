-- Documents put aside.
-- $1 text: source
-- $2 text: test
-- $3 text[]: index_name
-- $4 text[]: document_id
-- $5 text[]: run_uuid
-- $6 text[]: field
-- $7 text[]: reason
-- $8 text[]: excerpt
INSERT INTO rejected_document (source, test, index_name, document_id, run_uuid, field, reason,
                               excerpt)
SELECT DISTINCT ON (g.index_name, g.document_id, g.field) $1, $2, g.index_name, g.document_id,
       g.run_uuid, g.field, g.reason, g.excerpt
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    AS g (index_name, document_id, run_uuid, field, reason, excerpt)
ORDER BY g.index_name, g.document_id, g.field, g.reason
ON CONFLICT (source, index_name, document_id, test, field) DO UPDATE
SET run_uuid = EXCLUDED.run_uuid, reason = EXCLUDED.reason, excerpt = EXCLUDED.excerpt,
    last_seen_at = now()
