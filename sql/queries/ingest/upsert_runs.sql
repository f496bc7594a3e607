-- Writes runs of a test; rows that are already so are neither touched nor locked.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 text[]: uuid
-- $4 timestamptz[]: at
-- $5 text[]: build (NULL: none)
-- $6 text[]: build_url (NULL: none)
-- $7 text[]: metadata (JSON)
-- Result: run_id bigint of each row written
INSERT INTO run AS r (test_id, run_id, uuid, at, build, build_url, metadata)
SELECT $1::bigint, g.run_id, g.uuid, g.at, g.build, g.build_url, g.metadata::jsonb
FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
    AS g (run_id, uuid, at, build, build_url, metadata)
    LEFT JOIN run AS o ON o.test_id = $1 AND o.run_id = g.run_id
WHERE o.run_id IS NULL
    OR (o.uuid, o.at, o.build, o.build_url, o.metadata)
        IS DISTINCT FROM (g.uuid, g.at, g.build, g.build_url, g.metadata::jsonb)
ON CONFLICT (test_id, run_id) DO UPDATE
SET uuid = EXCLUDED.uuid, at = EXCLUDED.at, build = EXCLUDED.build,
    build_url = EXCLUDED.build_url, metadata = EXCLUDED.metadata
RETURNING r.run_id
