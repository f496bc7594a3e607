-- The rows of a run, in the order in which every process locks tests.
-- $1 text: uuid
-- $2 text: name of a test; NULL: every one
-- Result: test_id bigint, run_id bigint
SELECT r.test_id, r.run_id
FROM run AS r
JOIN test AS t ON t.test_id = r.test_id
WHERE r.uuid = $1 AND ($2::text IS NULL OR t.name = $2)
ORDER BY r.test_id
