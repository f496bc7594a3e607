-- The oldest transaction that may still bring events.
-- Result: transaction_id bigint
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS transaction_id
