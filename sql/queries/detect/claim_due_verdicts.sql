-- Runs of a test whose verdict is due and that no other worker has, the longest due first.
-- $1 bigint: test_id
-- $2 bigint: at most so many
-- Result: run_id bigint, uuid text, test text, project text, revision bigint (NULL: never touched)
SELECT d.run_id, r.uuid, t.name, t.project, s.revision
FROM verdict_due AS d
JOIN run AS r ON r.test_id = d.test_id AND r.run_id = d.run_id
JOIN test AS t ON t.test_id = d.test_id
LEFT JOIN test_state AS s ON s.test_id = d.test_id
WHERE d.test_id = $1
ORDER BY d.due_at, d.run_id
LIMIT $2
FOR UPDATE OF d SKIP LOCKED
