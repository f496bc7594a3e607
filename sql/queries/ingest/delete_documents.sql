-- The stored documents of runs that are pulled anew.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
DELETE FROM document WHERE test_id = $1 AND run_id = ANY ($2)
