-- Takes a test for this transaction; false: another worker has it.
-- $1 bigint: key
-- Result: boolean taken
SELECT pg_try_advisory_xact_lock($1)
