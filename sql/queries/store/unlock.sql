-- $1 bigint: key
-- Result: boolean it was held
SELECT pg_advisory_unlock($1)
