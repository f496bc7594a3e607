-- $1 text: build (NULL: every one), $2 timestamptz: from (inclusive), $3 timestamptz: to
-- (exclusive), $4 timestamptz, $5 bigint, $6 bigint: at, test_id and run_id of the last row of the
-- page before, $7 bigint: most rows, $8 text[]: projects that may be seen (NULL: all)
-- test_id bigint, test text, run_id bigint, uuid text, at timestamptz, build text, build_url text,
-- settled bool, excluded text, confirms bigint, in_baseline bool
SELECT r.test_id, t.name, r.run_id, r.uuid, r.at, r.build, r.build_url, r.settled, r.excluded,
    r.confirms, r.in_baseline
FROM run r
JOIN test t ON t.test_id = r.test_id
WHERE ($1::text IS NULL OR r.build = $1::text)
    AND r.at >= $2::timestamptz AND r.at < $3::timestamptz
    AND ($8::text[] IS NULL OR t.project = ANY ($8::text[]))
    AND (r.at, r.test_id, r.run_id) < ($4::timestamptz, $5::bigint, $6::bigint)
ORDER BY r.at DESC, r.test_id DESC, r.run_id DESC
LIMIT $7::bigint
