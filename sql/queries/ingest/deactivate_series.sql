-- Series of a test that are no longer configured; their points stay.
-- $1 bigint: test_id
-- $2 bigint[]: the series_ids that are configured
UPDATE series SET active = false WHERE test_id = $1 AND active AND series_id <> ALL ($2)
