-- The runs of a test in the order of its history, without those that are in no baseline.
-- $1 bigint: test_id
-- Result: run_id bigint, at timestamptz, uuid text, build text, build_url text, settled boolean
SELECT r.run_id, r.at, r.uuid, r.build, r.build_url, r.settled
FROM run AS r
WHERE r.test_id = $1 AND r.in_baseline
ORDER BY r.at, r.run_id
