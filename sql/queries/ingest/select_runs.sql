-- All runs of a test and how far ingest got with each, oldest first.
-- $1 bigint: test_id
-- Result: run_id bigint, uuid text, at timestamptz, settled boolean, first_seen_at timestamptz,
--         documents bigint, fingerprint text, config_hash text
SELECT r.run_id, r.uuid, r.at, r.settled, coalesce(p.first_seen_at, r.at) AS first_seen_at,
       coalesce(p.documents, 0) AS documents, coalesce(p.fingerprint, '') AS fingerprint,
       coalesce(p.config_hash, '') AS config_hash
FROM run AS r LEFT JOIN run_pull AS p ON p.test_id = r.test_id AND p.run_id = r.run_id
WHERE r.test_id = $1
ORDER BY r.at, r.run_id
