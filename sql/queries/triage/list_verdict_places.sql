-- The tests that take a run, with what says whether a verdict made before is current.
-- $1 text: uuid
-- $2 text: name of a test; NULL: every active one
-- Result: test_id bigint, run_id bigint, test text, project text, revision bigint (NULL: never
-- touched), settled boolean, waiting boolean (something of the test is queued for analysis)
SELECT r.test_id, r.run_id, t.name, t.project, s.revision, r.settled,
       EXISTS (SELECT FROM analysis_queue AS q WHERE q.test_id = r.test_id)
FROM run AS r
JOIN test AS t ON t.test_id = r.test_id
LEFT JOIN test_state AS s ON s.test_id = r.test_id
WHERE r.uuid = $1 AND CASE WHEN $2::text IS NULL THEN t.active ELSE t.name = $2 END
ORDER BY t.name COLLATE "C"
