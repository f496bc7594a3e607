-- What the source held at this pull.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 bigint[]: documents
-- $4 text[]: fingerprint
-- $5 text: config_hash
UPDATE run_pull AS p
SET documents = g.documents, fingerprint = g.fingerprint, config_hash = $5, pulled_at = now()
FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS g (run_id, documents, fingerprint)
WHERE p.test_id = $1 AND p.run_id = g.run_id
