-- Records which runs an analysis has seen.
-- $1 bigint: test_id
-- $2 bigint: mark of the runs
INSERT INTO test_state AS x (test_id, analysed_runs) VALUES ($1, $2)
ON CONFLICT (test_id) DO UPDATE SET analysed_runs = EXCLUDED.analysed_runs
