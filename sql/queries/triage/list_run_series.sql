-- What is known of each active series of a test at one run, in configuration order.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 text: uuid of the run
-- $4 text: name of the test
-- Result: series_id bigint, metric text, direction smallint, threshold double precision,
-- value double precision, and of a change point that begins at this run mean_before, mean_after,
-- pvalue, percent double precision, dropped_by text; acknowledged text: the reason, NULL if not
SELECT s.series_id, s.metric, s.direction, s.threshold, p.value, c.mean_before, c.mean_after,
       c.pvalue, c.percent, c.dropped_by, a.reason
FROM series AS s
LEFT JOIN point AS p
    ON p.test_id = s.test_id AND p.series_id = s.series_id AND p.test_id = $1 AND p.run_id = $2
LEFT JOIN change_point AS c
    ON c.test_id = s.test_id AND c.series_id = s.series_id AND c.test_id = $1 AND c.run_id = $2
        AND c.algorithm = 'edivisive'
LEFT JOIN LATERAL (
    SELECT k.reason
    FROM acknowledgement AS k
    WHERE k.uuid = $3 AND k.metric = s.metric AND (k.test IS NULL OR k.test = $4)
    ORDER BY k.test NULLS LAST
    LIMIT 1) AS a ON true
WHERE s.test_id = $1 AND s.active
ORDER BY s.position, s.series_id
