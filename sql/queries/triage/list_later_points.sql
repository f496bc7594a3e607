-- The values after a run, of each series in which a change point that counts begins at it, up to the
-- series' next change point; runs that count in no baseline are left out. Whose change points: as in
-- list_run_series.
-- $1 bigint: test_id
-- $2 timestamptz: at of the run
-- $3 bigint: run_id of the run
-- $4 bigint: most points of a series, the oldest
-- Result: series_id bigint, value double precision; oldest first per series
SELECT c.series_id, p.value
FROM change_point AS c
JOIN series AS s
    ON s.test_id = c.test_id AND s.series_id = c.series_id
        AND c.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
LEFT JOIN LATERAL (
    SELECT n.at, n.run_id
    FROM change_point AS n
    WHERE n.test_id = $1 AND n.series_id = c.series_id AND n.algorithm = c.algorithm
        AND (n.at, n.run_id) > ($2, $3::bigint)
    ORDER BY n.at, n.run_id
    LIMIT 1) AS l ON true
CROSS JOIN LATERAL (
    SELECT q.value, q.at, q.run_id
    FROM point AS q
    JOIN run AS r ON r.test_id = q.test_id AND r.test_id = $1 AND r.run_id = q.run_id
    WHERE r.in_baseline AND q.test_id = $1 AND q.series_id = c.series_id
        AND (q.at, q.run_id) > ($2, $3::bigint)
        AND (l.run_id IS NULL OR (q.at, q.run_id) < (l.at, l.run_id))
    ORDER BY q.at, q.run_id
    LIMIT $4) AS p
WHERE c.test_id = $1 AND c.run_id = $3 AND c.dropped_by IS NULL
ORDER BY c.series_id, p.at, p.run_id
