-- Asks for one run and wakes who pulls.
-- $1 text: uuid
-- $2 text: name of a test; NULL: every one
-- $3 text: channel
-- Result: one row
WITH asked AS (
    INSERT INTO ingest_request (uuid, test) VALUES ($1, $2) RETURNING uuid)
SELECT pg_notify($3, a.uuid) FROM asked AS a
