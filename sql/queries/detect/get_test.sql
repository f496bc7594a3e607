-- $1 bigint: test_id
-- Result: name text, config_hash text, analysed_runs bigint (NULL: no analysis yet)
SELECT t.name, t.config_hash, x.analysed_runs
FROM test AS t
LEFT JOIN test_state AS x ON x.test_id = t.test_id
WHERE t.test_id = $1
