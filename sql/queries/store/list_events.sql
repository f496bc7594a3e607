-- Events after a place, in the order that listeners get them: those of transactions older than
-- every open one, so that none that commits late is passed over.
-- $1 bigint: transaction of the place
-- $2 bigint: event_id of the place
-- $3 text[]: kinds; NULL: all
-- $4 text: name of a test; NULL: all
-- $5 bigint: the most
-- $6 text[]: projects; NULL: all
-- Result: transaction_id bigint, event_id bigint, at timestamptz, kind text, test text,
-- project text, body json
SELECT e.transaction_id::text::bigint AS transaction_id, e.event_id, e.at, e.kind, e.test,
       e.project, e.body
FROM event AS e
WHERE (e.transaction_id, e.event_id) > ($1::bigint::text::xid8, $2::bigint)
  AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  AND ($3::text[] IS NULL OR e.kind = ANY ($3::text[]))
  AND ($4::text IS NULL OR e.test = $4::text)
  AND ($6::text[] IS NULL OR e.project = ANY ($6::text[]))
ORDER BY e.transaction_id, e.event_id
LIMIT $5::bigint
