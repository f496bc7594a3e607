-- $1 bigint: test_id (NULL: every test), $2 text: build (NULL: every one), $3 text: state (NULL:
-- every one that has not faded), $4 timestamptz: from (inclusive), $5 timestamptz: to (exclusive), $6 timestamptz,
-- $7 bigint, $8 bigint: at, test_id and regression_id of the last row of the page before,
-- $9 bigint: most rows, $10 text[]: projects that may be seen (NULL: all)
-- test_id bigint, test text, regression_id bigint, uuid text, at timestamptz, build text,
-- build_url text, previous_uuid text, previous_build text, previous_build_url text,
-- percent float8, pvalue float8, metrics int, state text, first_seen_at timestamptz,
-- metric text, unit text, mean_before float8, mean_after float8: of the largest change, or NULL;
-- recovered_at timestamptz, recovered_uuid text, recovered_build text, faded_at timestamptz,
-- faded_reason text, environment text, environment_score float8, environment_moved int,
-- environment_seen int
SELECT g.test_id, t.name, g.regression_id, g.uuid, g.at, g.build,
    g.build_url, g.previous_uuid, g.previous_build, g.previous_build_url,
    g.percent, g.pvalue, g.metrics, g.state, g.first_seen_at,
    most.metric, most.unit, most.mean_before, most.mean_after,
    g.recovered_at, g.recovered_uuid, g.recovered_build, g.faded_at, g.faded_reason,
    g.environment, g.environment_score, g.environment_moved, g.environment_seen
FROM regression g
JOIN test t ON t.test_id = g.test_id
LEFT JOIN LATERAL (
    SELECT s.metric, s.unit, c.mean_before, c.mean_after
    FROM change_point c
    JOIN series s ON s.test_id = c.test_id AND s.series_id = c.series_id
    WHERE c.test_id = g.test_id AND c.regression_id = g.regression_id
    ORDER BY abs(c.percent) DESC NULLS FIRST, s.position, c.algorithm
    LIMIT 1) AS most ON true
WHERE ($1::bigint IS NULL OR g.test_id = $1::bigint)
    AND ($2::text IS NULL OR g.build = $2::text)
    AND CASE $3::text WHEN 'faded' THEN g.faded_at IS NOT NULL ELSE g.state = $3::text END
        IS NOT FALSE
    AND ($3::text IS NOT NULL OR g.faded_at IS NULL)
    AND g.at >= $4::timestamptz AND g.at < $5::timestamptz
    AND ($10::text[] IS NULL OR t.project = ANY ($10::text[]))
    AND (g.at, g.test_id, g.regression_id) < ($6::timestamptz, $7::bigint, $8::bigint)
ORDER BY g.at DESC, g.test_id DESC, g.regression_id DESC
LIMIT $9::bigint
