-- One run of a test and how far ingest got with it.
-- $1 bigint: test_id
-- $2 text: uuid
-- Result: as of select_runs
SELECT r.run_id, r.uuid, r.at, r.settled, coalesce(p.first_seen_at, r.at) AS first_seen_at,
       coalesce(p.documents, 0) AS documents, coalesce(p.fingerprint, '') AS fingerprint,
       coalesce(p.config_hash, '') AS config_hash
FROM run AS r LEFT JOIN run_pull AS p ON p.test_id = r.test_id AND p.run_id = r.run_id
WHERE r.test_id = $1 AND r.uuid = $2
