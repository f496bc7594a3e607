-- The newest stable stretch of each active series of a test up to a run: ordinary runs, neither
-- excluded nor repetitions nor of a pull request. A change point ends a stretch as in
-- triage/list_stretch_points.
-- $1 bigint: test_id, $2 timestamptz and $3 bigint: at and run_id of the run up to which, itself
-- included where it is ordinary and $4 boolean says so, $5 bigint: most points of a series, $6 double precision: least
-- percent by which a change point must move the level
-- series_id bigint, value float8, run_id bigint, uuid text, at timestamptz, build text,
-- build_url text
SELECT s.series_id, p.value, p.run_id, p.uuid, p.at, p.build, p.build_url
FROM series s
LEFT JOIN LATERAL (
    SELECT c.at, c.run_id
    FROM change_point c
    WHERE c.test_id = $1::bigint AND c.series_id = s.series_id
        AND c.algorithm = CASE s.regression_algorithm WHEN 'steady' THEN 'steady' ELSE 'edivisive' END
        AND ((c.at, c.run_id) < ($2::timestamptz, $3::bigint)
            OR ($4::boolean AND (c.at, c.run_id) = ($2::timestamptz, $3::bigint)))
        AND (c.percent IS NULL OR abs(c.percent) >= greatest(s.threshold, $6::double precision))
    ORDER BY c.at DESC, c.run_id DESC
    LIMIT 1) l ON true
CROSS JOIN LATERAL (
    SELECT q.value, q.run_id, r.uuid, q.at, r.build, r.build_url
    FROM point q
    JOIN run r ON r.test_id = q.test_id AND r.run_id = q.run_id
    WHERE q.test_id = $1::bigint AND r.test_id = $1::bigint AND q.series_id = s.series_id
        AND ((q.at, q.run_id) < ($2::timestamptz, $3::bigint)
            OR ($4::boolean AND (q.at, q.run_id) = ($2::timestamptz, $3::bigint)))
        AND (l.run_id IS NULL OR (q.at, q.run_id) >= (l.at, l.run_id))
        AND r.in_baseline AND coalesce(r.metadata ->> 'pullNumber', '') IN ('', '0')
    ORDER BY q.at DESC, q.run_id DESC
    LIMIT $5::bigint) p
WHERE s.test_id = $1::bigint AND s.active
ORDER BY s.series_id, p.at, p.run_id
