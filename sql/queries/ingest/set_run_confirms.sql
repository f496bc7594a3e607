-- Makes a run the repetition of another one, or an ordinary one again.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 bigint: run_id of the run that it repeats; NULL: an ordinary run
UPDATE run SET confirms = $3
WHERE test_id = $1 AND run_id = $2 AND confirms IS DISTINCT FROM $3
