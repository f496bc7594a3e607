-- The points of each active series in its two newest stable stretches before a run; runs that count
-- in no baseline are left out. A change point ends a stretch whichever filter dropped it (the level
-- differs all the same), but not where the level moved by less than the metric's threshold and $5. Whose change
-- points: as in list_run_series.
-- $1 bigint: test_id
-- $2 timestamptz: at of the run
-- $3 bigint: run_id of the run
-- $4 bigint: most points of a series, the newest
-- $5 double precision: least percent by which a change point must move the level
-- Result: series_id bigint, value double precision[], run_id bigint[], newest bigint (so many of
-- them are of the newest stretch), since bigint (run_id of the run that begins it; NULL: it reaches
-- back to the first run); newest first within a series (arrays, since a row a point costs several
-- times as much), NULL where there is none
SELECT s.series_id, p.value, p.run_id, p.newest, l.run_id
FROM series AS s
LEFT JOIN LATERAL (
    SELECT c.at, c.run_id
    FROM change_point AS c
    WHERE c.test_id = $1 AND c.series_id = s.series_id
        AND c.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
        AND (c.at, c.run_id) < ($2, $3::bigint)
        AND (c.percent IS NULL OR abs(c.percent) >= greatest(s.threshold, $5))
    ORDER BY c.at DESC, c.run_id DESC
    LIMIT 1) AS l ON true
LEFT JOIN LATERAL (
    SELECT c.at, c.run_id
    FROM change_point AS c
    WHERE c.test_id = $1 AND c.series_id = s.series_id
        AND c.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
        AND (c.at, c.run_id) < (l.at, l.run_id)
        AND (c.percent IS NULL OR abs(c.percent) >= greatest(s.threshold, $5))
    ORDER BY c.at DESC, c.run_id DESC
    LIMIT 1) AS k ON true
CROSS JOIN LATERAL (
    SELECT array_agg(n.value) AS value, array_agg(n.run_id) AS run_id,
           count(*) FILTER (WHERE l.run_id IS NULL OR (n.at, n.run_id) >= (l.at, l.run_id)) AS newest
    FROM (
        SELECT q.value, q.at, q.run_id
        FROM point AS q
        WHERE q.test_id = $1 AND q.series_id = s.series_id
            AND (q.at, q.run_id) < ($2, $3::bigint)
            AND (q.at, q.run_id) >= (coalesce(k.at, '-infinity'), coalesce(k.run_id, 0))
            AND q.run_id NOT IN (
                SELECT r.run_id FROM run AS r WHERE r.test_id = $1 AND NOT r.in_baseline)
        ORDER BY q.at DESC, q.run_id DESC
        LIMIT $4) AS n) AS p
WHERE s.test_id = $1 AND s.active
ORDER BY s.series_id
