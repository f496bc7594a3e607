-- $1 bigint: key
-- Result: boolean taken
SELECT pg_try_advisory_lock($1)
