-- $1 bigint: test_id, $2 bigint: series_id, $3 timestamptz: from (inclusive), $4 timestamptz: to
-- (exclusive), $5 timestamptz and $6 bigint: at and run_id of the last row of the page before,
-- $7 bigint: most rows
-- run_id bigint, uuid text, at timestamptz, build text, build_url text, settled bool, value float8
-- (NULL: a gap), samples bigint, minimum float8, maximum float8, mean float8, sum float8,
-- stddev float8, excluded text, confirms bigint, in_baseline bool
SELECT r.run_id, r.uuid, r.at, r.build, r.build_url, r.settled,
    p.value, p.samples, p.minimum, p.maximum, p.mean, p.sum, p.stddev, r.excluded,
    r.confirms, r.in_baseline
FROM run r
LEFT JOIN point p
    ON p.test_id = r.test_id AND p.run_id = r.run_id AND p.series_id = $2::bigint
WHERE r.test_id = $1::bigint
    AND r.at >= $3::timestamptz AND r.at < $4::timestamptz
    AND (r.at, r.run_id) > ($5::timestamptz, $6::bigint)
ORDER BY r.at, r.run_id
LIMIT $7::bigint
