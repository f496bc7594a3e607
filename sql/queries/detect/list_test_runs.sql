-- The runs of a test in the order of its history.
-- $1 bigint: test_id
-- Result: run_id bigint, at timestamptz, uuid text, build text, build_url text, settled boolean
SELECT r.run_id, r.at, r.uuid, r.build, r.build_url, r.settled
FROM run AS r
WHERE r.test_id = $1
ORDER BY r.at, r.run_id
