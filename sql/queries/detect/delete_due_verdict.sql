-- $1 bigint: test_id
-- $2 bigint: run_id
DELETE FROM verdict_due AS d WHERE d.test_id = $1 AND d.run_id = $2
