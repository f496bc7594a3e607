-- Removes the rows read from files that are no longer configured.
-- $1 text[]: the origins that are
-- Result: test text, uuid text, metric text of each row removed
DELETE FROM acknowledgement AS a
WHERE a.origin LIKE 'file:%' AND a.origin <> ALL ($1::text[])
RETURNING a.test, a.uuid, a.metric
