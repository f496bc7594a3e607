-- Runs whose documents changed are not settled until looked at again.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
UPDATE run SET settled = false WHERE test_id = $1 AND run_id = ANY ($2) AND settled
