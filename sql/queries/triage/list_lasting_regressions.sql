-- Those of some regressions whose change points are not all about the newest run.
-- $1 bigint: test_id
-- $2 bigint[]: regression_id
-- Result: regression_id bigint
SELECT DISTINCT c.regression_id
FROM change_point AS c
WHERE c.test_id = $1 AND c.regression_id = ANY ($2) AND c.algorithm <> 'percent'
ORDER BY c.regression_id
