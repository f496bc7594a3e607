-- $1 bigint: test_id, $2 text: build (NULL: every one), $3 timestamptz: from (inclusive),
-- $4 timestamptz: to (exclusive), $5 timestamptz, $6 bigint: at and run_id of the last row of the
-- page before, $7 bigint: most rows
-- test_id bigint, test text, run_id bigint, uuid text, at timestamptz, build text, build_url text,
-- settled bool, excluded text, confirms bigint, in_baseline bool
SELECT r.test_id, t.name, r.run_id, r.uuid, r.at, r.build, r.build_url, r.settled, r.excluded,
    r.confirms, r.in_baseline
FROM run r
JOIN test t ON t.test_id = r.test_id
WHERE r.test_id = $1::bigint
    AND ($2::text IS NULL OR r.build = $2::text)
    AND r.at >= $3::timestamptz AND r.at < $4::timestamptz
    AND (r.at, r.run_id) < ($5::timestamptz, $6::bigint)
ORDER BY r.at DESC, r.run_id DESC
LIMIT $7::bigint
