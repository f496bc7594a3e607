-- Tests that changed since their platform was last looked at, and that have nothing left to analyse.
-- Result: test_id bigint, revision bigint
SELECT s.test_id, s.revision
FROM test_state AS s JOIN test AS t USING (test_id)
WHERE t.active AND s.environment_revision IS DISTINCT FROM s.revision
    AND NOT EXISTS (SELECT FROM analysis_queue AS q WHERE q.test_id = s.test_id)
ORDER BY s.test_id
