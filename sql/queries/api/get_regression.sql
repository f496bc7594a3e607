-- $1 bigint: regression_id, $2 text[]: projects that may be seen (NULL: all)
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
WHERE g.regression_id = $1::bigint
    AND ($2::text[] IS NULL OR t.project = ANY ($2::text[]))
