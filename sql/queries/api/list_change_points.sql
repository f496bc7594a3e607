-- $1 bigint: test_id (NULL: every test), $2 text: metric (NULL: every one), $3 text: algorithm
-- (NULL: every one), $4 timestamptz: from (inclusive), $5 timestamptz: to (exclusive),
-- $6 timestamptz, $7 bigint, $8 bigint, $9 bigint, $10 text: at, test_id, run_id, series_id and
-- algorithm of the last row of the page before, $11 bigint: most rows,
-- $12 text[]: projects that may be seen (NULL: all)
-- test_id bigint, test text, series_id bigint, metric text, algorithm text, run_id bigint,
-- uuid text, at timestamptz, build text, build_url text, position int, mean_before float8,
-- mean_after float8, stddev_before float8, stddev_after float8, pvalue float8, percent float8,
-- dropped_by text, regression_id bigint, unit text, evidence float8, least_difference float8,
-- greatest_difference float8, settled bool, set_first_uuid text, set_first_build text,
-- set_last_uuid text, set_last_build text
SELECT c.test_id, t.name, c.series_id, s.metric, c.algorithm, c.run_id,
    r.uuid, c.at, r.build, r.build_url, c.position, c.mean_before,
    c.mean_after, c.stddev_before, c.stddev_after, c.pvalue, c.percent,
    c.dropped_by, c.regression_id, s.unit, c.evidence, c.least_difference,
    c.greatest_difference, c.settled, f.uuid, f.build, l.uuid, l.build
FROM change_point c
JOIN test t ON t.test_id = c.test_id
JOIN series s ON s.test_id = c.test_id AND s.series_id = c.series_id
JOIN run r ON r.test_id = c.test_id AND r.run_id = c.run_id
LEFT JOIN run f ON f.test_id = c.test_id AND f.run_id = c.set_first_run_id
LEFT JOIN run l ON l.test_id = c.test_id AND l.run_id = c.set_last_run_id
WHERE ($1::bigint IS NULL OR c.test_id = $1::bigint)
    AND ($2::text IS NULL OR s.metric = $2::text)
    AND ($3::text IS NULL OR c.algorithm = $3::text)
    AND c.at >= $4::timestamptz AND c.at < $5::timestamptz
    AND ($12::text[] IS NULL OR t.project = ANY ($12::text[]))
    AND (c.at, c.test_id, c.run_id, c.series_id, c.algorithm)
        < ($6::timestamptz, $7::bigint, $8::bigint, $9::bigint, $10::text)
ORDER BY c.at DESC, c.test_id DESC, c.run_id DESC, c.series_id DESC, c.algorithm DESC
LIMIT $11::bigint
