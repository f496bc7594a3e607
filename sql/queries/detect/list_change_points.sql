-- $1 bigint: test_id
-- Result: series_id bigint, algorithm text, run_id bigint, at timestamptz, position integer,
-- mean_before, mean_after, stddev_before, stddev_after, pvalue, percent double precision,
-- dropped_by text, regression_id bigint, evidence, least_difference, greatest_difference double precision,
-- set_first_run_id, set_last_run_id bigint, settled boolean, recovered_run_id bigint
SELECT c.series_id, c.algorithm, c.run_id, c.at, c.position, c.mean_before, c.mean_after,
       c.stddev_before, c.stddev_after, c.pvalue, c.percent, c.dropped_by, c.regression_id, c.evidence,
       c.least_difference, c.greatest_difference, c.set_first_run_id, c.set_last_run_id, c.settled,
       c.recovered_run_id
FROM change_point AS c
WHERE c.test_id = $1
ORDER BY c.series_id, c.algorithm COLLATE "C", c.run_id
