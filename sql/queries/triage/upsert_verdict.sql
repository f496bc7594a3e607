-- Stores a verdict, unless a newer one is there, and keeps it among those told where it says
-- anything else than the one before; a run that is gone meanwhile has none.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 bigint: revision that it was made from
-- $4 text: options that it was made with
-- $5 text: state
-- $6 boolean: settled
-- $7 json: body
-- $8 bytea[]: what it was made from, one
WITH stored AS (
    INSERT INTO verdict (test_id, run_id, revision, options, state, settled, body)
    SELECT r.test_id, r.run_id, $3, $4, $5, $6, $7::json
    FROM run AS r
    WHERE r.test_id = $1 AND r.run_id = $2
    ON CONFLICT (test_id, run_id) DO UPDATE
    SET revision = EXCLUDED.revision, options = EXCLUDED.options, state = EXCLUDED.state,
        settled = EXCLUDED.settled, body = EXCLUDED.body, told_at = now()
    WHERE verdict.revision < EXCLUDED.revision OR verdict.options <> EXCLUDED.options
    RETURNING test_id, run_id
)
INSERT INTO told_verdict (test_id, run_id, uuid, state, settled, body, facts)
SELECT r.test_id, r.run_id, r.uuid, $5, $6, $7::json, ($8::bytea[])[1]
FROM stored AS s
JOIN run AS r ON r.test_id = s.test_id AND r.run_id = s.run_id
WHERE NOT EXISTS (
    SELECT FROM (
        SELECT t.body::text AS body
        FROM told_verdict AS t
        WHERE t.test_id = $1 AND t.run_id = $2
        ORDER BY t.told_at DESC
        LIMIT 1
    ) AS last
    WHERE last.body = $7::json::text
)
ON CONFLICT DO NOTHING
