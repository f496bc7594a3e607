-- Regressions that began lately, with what changed and the times of the runs around their first.
-- $1 bigint[]: test_id
-- $2 bigint: at most so many runs after the first of the new level
-- $3 bigint: the same of those that were never looked at
-- Result: test_id bigint, regression_id bigint, run_id bigint, metrics text[], times bigint[]
-- (microseconds since 1970: of the run before, the run, the run after), environment text, score
-- double precision, moved integer, seen integer
SELECT g.test_id, g.regression_id, g.run_id,
       ARRAY(SELECT s.metric
             FROM change_point AS c
             JOIN series AS s ON s.test_id = c.test_id AND s.series_id = c.series_id
             WHERE c.test_id = g.test_id AND c.regression_id = g.regression_id
             ORDER BY s.position, s.series_id),
       ARRAY(SELECT (extract(epoch FROM n.at) * 1000000)::bigint
             FROM ((SELECT b.at FROM run AS b
                    WHERE b.test_id = g.test_id AND b.in_baseline
                        AND (b.at, b.run_id) < (g.at, g.run_id)
                    ORDER BY b.at DESC, b.run_id DESC
                    LIMIT 1)
                   UNION ALL SELECT g.at
                   UNION ALL (SELECT a.at FROM run AS a
                              WHERE a.test_id = g.test_id AND a.in_baseline
                                  AND (a.at, a.run_id) > (g.at, g.run_id)
                              ORDER BY a.at, a.run_id
                              LIMIT 1)) AS n
             ORDER BY n.at),
       g.environment, g.environment_score, g.environment_moved, g.environment_seen
FROM regression AS g
WHERE g.test_id = ANY ($1) AND g.metrics > 0
    AND (SELECT count(*)
         FROM run AS r
         WHERE r.test_id = g.test_id AND r.in_baseline AND (r.at, r.run_id) > (g.at, g.run_id))
        <= CASE WHEN g.environment_seen IS NULL THEN $3::bigint ELSE $2::bigint END
ORDER BY g.test_id, g.at, g.run_id
