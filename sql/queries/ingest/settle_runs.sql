-- $1 bigint: test_id
-- $2 bigint[]: run_id
UPDATE run SET settled = true WHERE test_id = $1 AND run_id = ANY ($2) AND NOT settled
