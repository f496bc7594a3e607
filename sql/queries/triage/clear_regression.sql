-- A regression that nothing supports any more, but that somebody has touched, stays without members.
-- $1 bigint: test_id
-- $2 bigint: regression_id
UPDATE regression SET metrics = 0 WHERE test_id = $1 AND regression_id = $2 AND metrics <> 0
