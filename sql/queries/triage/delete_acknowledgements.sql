-- Removes the rows read from files that are not among those given.
-- $1 text[]: origin
-- $2 text[]: test; NULL: any
-- $3 text[]: uuid
-- $4 text[]: metric
-- Result: test text, uuid text, metric text of each row removed
DELETE FROM acknowledgement AS a
WHERE a.origin LIKE 'file:%' AND NOT EXISTS (
    SELECT 1
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS g (origin, test, uuid, metric)
    WHERE g.origin = a.origin AND g.uuid = a.uuid AND g.metric = a.metric
        AND g.test IS NOT DISTINCT FROM a.test)
RETURNING a.test, a.uuid, a.metric
