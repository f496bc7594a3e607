-- What is known of each active series of a test at one run, in configuration order. Change points
-- are those of the algorithm that makes the series' regressions; for 'percent', which speaks of the
-- newest run only, those of 'edivisive'.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 text: uuid of the run
-- $4 text: name of the test
-- $5 timestamptz: at of the run
-- $6 bigint: how many settled runs before it say what is usual
-- $7 timestamptz, $8 bigint: at and run_id of the run that it confirms, else its own
-- $9 double precision: least percent by which an older change point must have moved the level
-- Result: series_id bigint, metric text, direction smallint, threshold double precision,
-- value double precision, and of a change point that begins at this run mean_before, mean_after,
-- pvalue, percent double precision, dropped_by text; acknowledged text: the reason, NULL if not (a
-- change that is tagged as the environment's is excused as well);
-- unit text, limit_min, limit_max double precision; history, had bigint (settled runs looked at,
-- and those of them with a point); of the newest change point before the run, where people know of
-- it: known_uuid text, known_build text, known_regression bigint, known_state text, known_reason
-- text, known_before, known_after double precision
WITH earlier AS MATERIALIZED (
    SELECT r.run_id, r.at FROM run AS r
    WHERE r.test_id = $1 AND r.settled AND r.in_baseline AND (r.at, r.run_id) < ($5, $2)
    ORDER BY r.at DESC, r.run_id DESC LIMIT $6)
SELECT s.series_id, s.metric, s.direction, s.threshold, p.value, c.mean_before, c.mean_after,
       c.pvalue, c.percent, c.dropped_by, coalesce(a.reason, 'the environment''s: ' || e.environment), s.unit, s.limit_min, s.limit_max,
       (SELECT count(*) FROM earlier),
       (SELECT count(*) FROM point AS q
        WHERE q.test_id = $1 AND q.series_id = s.series_id
            AND (q.at, q.run_id) < ($5, $2)
            AND q.at >= (SELECT min(e.at) FROM earlier AS e)
            AND q.run_id IN (SELECT e.run_id FROM earlier AS e OFFSET 0)),
       k.uuid, k.build, k.regression_id, k.state, k.reason, k.mean_before, k.mean_after
FROM series AS s
LEFT JOIN LATERAL (
    SELECT v.value FROM point AS v
    WHERE v.test_id = $1 AND v.series_id = s.series_id AND v.run_id = $2
    LIMIT 1) AS p ON true
LEFT JOIN change_point AS c
    ON c.test_id = s.test_id AND c.series_id = s.series_id AND c.test_id = $1 AND c.run_id = $2
        AND c.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
LEFT JOIN (
    SELECT DISTINCT b.series_id, g.environment
    FROM change_point AS b
    JOIN regression AS g ON g.test_id = b.test_id AND g.regression_id = b.regression_id
    WHERE b.test_id = $1 AND b.run_id = $2 AND g.environment IS NOT NULL) AS e
    ON e.series_id = s.series_id
LEFT JOIN LATERAL (
    SELECT m.reason
    FROM acknowledgement AS m
    WHERE m.uuid = $3 AND m.metric = s.metric AND (m.test IS NULL OR m.test = $4)
    ORDER BY m.test NULLS LAST
    LIMIT 1) AS a ON true
LEFT JOIN LATERAL (
    SELECT o.run_id, o.dropped_by, o.regression_id, o.mean_before, o.mean_after
    FROM change_point AS o
    WHERE o.test_id = $1 AND o.series_id = s.series_id
        AND o.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
        AND (o.at, o.run_id) < ($7, $8::bigint)
        AND (o.percent IS NULL OR abs(o.percent) >= greatest(s.threshold, $9))
    ORDER BY o.at DESC, o.run_id DESC
    LIMIT 1) AS l ON true
LEFT JOIN LATERAL (
    SELECT r.uuid, r.build, g.regression_id, g.state, m.reason, l.mean_before, l.mean_after
    FROM run AS r
    LEFT JOIN regression AS g
        ON g.test_id = r.test_id AND g.regression_id = l.regression_id AND l.dropped_by IS NULL
            AND g.state IN ('open', 'acknowledged', 'investigating', 'wontfix')
    LEFT JOIN acknowledgement AS m
        ON m.uuid = r.uuid AND m.metric = s.metric AND (m.test IS NULL OR m.test = $4)
            AND l.dropped_by = 'acknowledged'
    WHERE r.test_id = $1 AND r.run_id = l.run_id AND l.run_id IS NOT NULL
        AND (g.regression_id IS NOT NULL OR m.uuid IS NOT NULL)
    ORDER BY m.test NULLS LAST
    LIMIT 1) AS k ON true
WHERE s.test_id = $1 AND s.active
ORDER BY s.position, s.series_id
