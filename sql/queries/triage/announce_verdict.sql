-- Notes what is told of a run's verdict; a row: it was not told so before.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 text: state, and whether it has settled
UPDATE verdict SET announced = $3
WHERE test_id = $1 AND run_id = $2 AND announced IS DISTINCT FROM $3
RETURNING run_id
