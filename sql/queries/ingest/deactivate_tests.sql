-- Tests that are in no test file any more; their history stays.
-- $1 bigint[]: the test_ids that are configured
UPDATE test SET active = false WHERE active AND test_id <> ALL ($1)
