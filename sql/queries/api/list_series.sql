-- $1 bigint: test_id, $2 bigint: position and $3 text: metric of the last row of the page before
-- (-1 and '' for the first), $4 bigint: most rows, $5 text: this metric only (NULL: all)
-- series_id bigint, metric text, position int, direction int, threshold float8, labels json,
-- correlation text, context int, active bool, points bigint, last_at timestamptz,
-- unit text, limit_min float8, limit_max float8, regression_algorithm text
SELECT s.series_id, s.metric, s.position, s.direction::integer, s.threshold,
    array_to_json(s.labels), s.correlation, s.context, s.active,
    (SELECT count(*) FROM point p
     WHERE p.test_id = s.test_id AND p.series_id = s.series_id),
    (SELECT max(p.at) FROM point p
     WHERE p.test_id = s.test_id AND p.series_id = s.series_id),
    s.unit, s.limit_min, s.limit_max, s.regression_algorithm
FROM series s
WHERE s.test_id = $1::bigint
    AND (s.position::bigint, s.metric COLLATE "C") > ($2::bigint, $3::text)
    AND ($5::text IS NULL OR s.metric = $5::text)
ORDER BY s.position, s.metric COLLATE "C"
LIMIT $4::bigint
