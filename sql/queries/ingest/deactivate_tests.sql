-- Tests that are in no test file any more; their history stays.
-- $1 bigint[]: the test_ids that are configured
-- Result: test_id bigint of each
UPDATE test SET active = false WHERE active AND test_id <> ALL ($1) RETURNING test_id
