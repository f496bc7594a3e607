-- The alerts of runs that are pulled anew.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
DELETE FROM run_alert WHERE test_id = $1 AND run_id = ANY ($2)
