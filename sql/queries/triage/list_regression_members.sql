-- The counting change points of regressions: newest run of a test last, most telling member first.
-- $1 text: name of the test; NULL: all
-- Result: test text, regression_id bigint, at timestamptz, uuid text, build text, build_url text,
-- previous_build text, previous_build_url text, state text, metric text, percent, pvalue,
-- mean_before, mean_after double precision, unit text, recovered_build, recovered_uuid, environment text
SELECT t.name, g.regression_id, g.at, g.uuid, g.build, g.build_url, g.previous_build,
       g.previous_build_url, g.state, s.metric, c.percent, c.pvalue, c.mean_before, c.mean_after,
       s.unit, g.recovered_build, g.recovered_uuid, g.environment
FROM regression AS g
JOIN test AS t ON t.test_id = g.test_id
JOIN change_point AS c ON c.test_id = g.test_id AND c.regression_id = g.regression_id
JOIN series AS s ON s.test_id = c.test_id AND s.series_id = c.series_id
WHERE $1::text IS NULL OR t.name = $1
ORDER BY t.name COLLATE "C", g.at, g.run_id, abs(c.percent) DESC NULLS FIRST, s.position,
         s.series_id
