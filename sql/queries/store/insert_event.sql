-- Notes that something happened and wakes who listens.
-- $1 text: kind
-- $2 text: name of the test
-- $3 text: its project
-- $4 json: body, an object
-- $5 text: channel
-- Result: one row
WITH added AS (
    INSERT INTO event (kind, test, project, body) VALUES ($1, $2, $3, $4::json)
    RETURNING event_id)
SELECT pg_notify($5, '') FROM added AS a
