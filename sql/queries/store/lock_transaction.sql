-- $1 bigint: key; waits, and holds it until the transaction ends
-- Result: void
SELECT pg_advisory_xact_lock($1)
