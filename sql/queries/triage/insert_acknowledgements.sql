-- Adds what is not there yet; a row with the same key stays as it is.
-- $1 text[]: origin
-- $2 text[]: test; NULL: any
-- $3 text[]: uuid
-- $4 text[]: metric
-- $5 text[]: version
-- $6 text[]: reason
-- Result: test text, uuid text, metric text of each row added
INSERT INTO acknowledgement (test, uuid, metric, version, reason, origin)
SELECT g.test, g.uuid, g.metric, g.version, g.reason, g.origin
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS g (origin, test, uuid, metric, version, reason)
ON CONFLICT (test, uuid, metric) DO NOTHING
RETURNING test, uuid, metric
