-- Events that are committed, but not older than every open transaction.
-- $1 bigint: transaction of the place after which
-- $2 bigint: event_id of the place
-- Result: hidden boolean
SELECT EXISTS (
    SELECT 1 FROM event AS e
    WHERE (e.transaction_id, e.event_id) > ($1::bigint::text::xid8, $2::bigint)) AS hidden
