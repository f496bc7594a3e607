-- Takes a run out of baselines, or back in.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 text: reason; NULL: it counts
UPDATE run SET excluded = $3
WHERE test_id = $1 AND run_id = $2 AND excluded IS DISTINCT FROM $3
