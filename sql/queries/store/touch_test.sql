-- $1 bigint: test_id
INSERT INTO test_state AS s (test_id) VALUES ($1)
ON CONFLICT (test_id) DO UPDATE SET revision = s.revision + 1
