-- $1 bigint: test_id
-- Result: regression_id bigint, run_id bigint, at timestamptz, uuid text, build text,
-- build_url text, previous_uuid text, previous_build text, previous_build_url text,
-- percent double precision, pvalue double precision, metrics integer, state text,
-- recovered_run_id bigint, recovered_at timestamptz, recovered_uuid, recovered_build text
SELECT g.regression_id, g.run_id, g.at, g.uuid, g.build, g.build_url, g.previous_uuid,
       g.previous_build, g.previous_build_url, g.percent, g.pvalue, g.metrics, g.state,
       g.recovered_run_id, g.recovered_at, g.recovered_uuid, g.recovered_build
FROM regression AS g
WHERE g.test_id = $1
ORDER BY g.at, g.run_id
