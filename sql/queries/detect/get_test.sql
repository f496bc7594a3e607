-- $1 bigint: test_id
-- Result: name text, config_hash text
SELECT t.name, t.config_hash FROM test AS t WHERE t.test_id = $1
