-- Removes a regression that nothing supports any more and that nobody touched.
-- $1 bigint: test_id
-- $2 bigint: regression_id
DELETE FROM regression
WHERE test_id = $1 AND regression_id = $2 AND state IN ('open', 'recovered')
