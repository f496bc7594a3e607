-- $1 text: uuid, $2 bigint: test_id (NULL: every test that takes the run),
-- $3 text[]: projects that may be seen (NULL: all)
-- test_id bigint, test text, run_id bigint, uuid text, at timestamptz, build text, build_url text,
-- settled bool, excluded text, confirms bigint, in_baseline bool,
-- metadata jsonb, pulled_at timestamptz, documents bigint
SELECT r.test_id, t.name, r.run_id, r.uuid, r.at, r.build, r.build_url, r.settled, r.excluded,
    r.confirms, r.in_baseline, r.metadata, u.pulled_at, u.documents
FROM run r
JOIN test t ON t.test_id = r.test_id
LEFT JOIN run_pull u ON u.test_id = r.test_id AND u.run_id = r.run_id
WHERE r.uuid = $1::text
    AND ($2::bigint IS NULL OR r.test_id = $2::bigint)
    AND ($3::text[] IS NULL OR t.project = ANY ($3::text[]))
ORDER BY t.name COLLATE "C"
