-- The runs that confirm a run, oldest first; excluded ones too.
-- $1 bigint: test_id
-- $2 bigint: run_id of the first run
-- Result: uuid text
SELECT r.uuid
FROM run AS r
WHERE r.test_id = $1 AND r.confirms = $2
ORDER BY r.at, r.run_id
