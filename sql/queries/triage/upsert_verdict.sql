-- Stores a verdict, unless a newer one is there; a run that is gone meanwhile has none.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 bigint: revision that it was made from
-- $4 text: options that it was made with
-- $5 text: state
-- $6 boolean: settled
-- $7 json: body
INSERT INTO verdict (test_id, run_id, revision, options, state, settled, body)
SELECT r.test_id, r.run_id, $3, $4, $5, $6, $7::json
FROM run AS r
WHERE r.test_id = $1 AND r.run_id = $2
ON CONFLICT (test_id, run_id) DO UPDATE
SET revision = EXCLUDED.revision, options = EXCLUDED.options, state = EXCLUDED.state,
    settled = EXCLUDED.settled, body = EXCLUDED.body, told_at = now()
WHERE verdict.revision < EXCLUDED.revision OR verdict.options <> EXCLUDED.options
