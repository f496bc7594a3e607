-- $1 bigint: test_id
-- $2 bigint[]: run_ids
-- Result: run_id bigint, uuid text, build text
SELECT r.run_id, r.uuid, r.build
FROM run AS r
WHERE r.test_id = $1 AND r.run_id = ANY ($2)
