-- $1 text: channel, $2 text: payload
SELECT pg_notify($1, $2)
