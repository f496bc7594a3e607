-- $1 bigint: regression_id, $2 text[]: projects that may be seen (NULL: all)
-- test_id bigint, test text, regression_id bigint, uuid text, at timestamptz, build text,
-- build_url text, previous_uuid text, previous_build text, previous_build_url text,
-- percent float8, pvalue float8, metrics int, state text, first_seen_at timestamptz
SELECT g.test_id, t.name, g.regression_id, g.uuid, g.at, g.build,
    g.build_url, g.previous_uuid, g.previous_build, g.previous_build_url,
    g.percent, g.pvalue, g.metrics, g.state, g.first_seen_at
FROM regression g
JOIN test t ON t.test_id = g.test_id
WHERE g.regression_id = $1::bigint
    AND ($2::text[] IS NULL OR t.project = ANY ($2::text[]))
