-- Runs whose verdict is to be made, and the runs that they confirm.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
INSERT INTO verdict_due (test_id, run_id)
SELECT $1, r.run_id
FROM run AS r
WHERE r.test_id = $1 AND (r.run_id = ANY ($2) OR r.run_id IN (
    SELECT c.confirms FROM run AS c WHERE c.test_id = $1 AND c.run_id = ANY ($2)))
ORDER BY r.run_id
ON CONFLICT (test_id, run_id) DO UPDATE SET due_at = clock_timestamp()
