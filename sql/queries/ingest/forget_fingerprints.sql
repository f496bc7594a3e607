-- Makes the next look at these runs pull them whatever the source says.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
UPDATE run_pull SET fingerprint = '', config_hash = ''
WHERE test_id = $1 AND run_id = ANY ($2)
