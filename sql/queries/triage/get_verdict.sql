-- The stored verdict of a run in a test.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- Result: revision bigint, options text, state text, settled boolean, body json
SELECT v.revision, v.options, v.state, v.settled, v.body
FROM verdict AS v
WHERE v.test_id = $1 AND v.run_id = $2
