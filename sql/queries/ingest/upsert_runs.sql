-- Writes runs of a test; rows that are already so are neither touched nor locked. What a run
-- confirms stays where its metadata does not say, for people may have said it.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 text[]: uuid
-- $4 timestamptz[]: at
-- $5 text[]: build (NULL: none)
-- $6 text[]: build_url (NULL: none)
-- $7 text[]: metadata (JSON)
-- $8 bigint[]: confirms, run_id of the run that it repeats (0: does not say)
-- Result: run_id bigint of each row written, remarked boolean (the row was there and confirms is
--         another)
WITH given AS (
    SELECT g.run_id, g.uuid, g.at, g.build, g.build_url, g.metadata::jsonb AS metadata,
           coalesce(nullif(g.confirms, 0), o.confirms) AS confirms,
           o.run_id IS NOT NULL AND g.confirms <> 0 AND o.confirms IS DISTINCT FROM g.confirms
               AS remarked
    FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                $8::bigint[])
        AS g (run_id, uuid, at, build, build_url, metadata, confirms)
        LEFT JOIN run AS o ON o.test_id = $1 AND o.run_id = g.run_id
    WHERE o.run_id IS NULL
        OR (o.uuid, o.at, o.build, o.build_url, o.metadata)
            IS DISTINCT FROM (g.uuid, g.at, g.build, g.build_url, g.metadata::jsonb)
        OR (g.confirms <> 0 AND o.confirms IS DISTINCT FROM g.confirms)),
written AS (
    INSERT INTO run AS r (test_id, run_id, uuid, at, build, build_url, metadata, confirms)
    SELECT $1::bigint, n.run_id, n.uuid, n.at, n.build, n.build_url, n.metadata, n.confirms
    FROM given AS n
    ON CONFLICT (test_id, run_id) DO UPDATE
    SET uuid = EXCLUDED.uuid, at = EXCLUDED.at, build = EXCLUDED.build,
        build_url = EXCLUDED.build_url, metadata = EXCLUDED.metadata, confirms = EXCLUDED.confirms
    RETURNING r.run_id)
SELECT w.run_id, n.remarked FROM written AS w JOIN given AS n ON n.run_id = w.run_id
