-- Active tests with the platform and the release stream of their newest run.
-- $1 text: metadata field of the platform
-- $2 text: metadata field of the release stream
-- $3 bigint: how many of the newest runs are looked at
-- Result: test_id bigint, platform text, stream text ('': not said), since timestamptz: the oldest
-- of those runs; only tests whose platform is known
SELECT t.test_id, n.platform, coalesce(n.stream, ''), o.since
FROM test AS t
JOIN LATERAL (
    SELECT r.metadata ->> $1::text AS platform, r.metadata ->> $2::text AS stream
    FROM run AS r
    WHERE r.test_id = t.test_id AND r.in_baseline
    ORDER BY r.at DESC, r.run_id DESC
    LIMIT 1) AS n ON true
JOIN LATERAL (
    SELECT min(w.at) AS since
    FROM (SELECT r.at FROM run AS r
          WHERE r.test_id = t.test_id AND r.in_baseline
          ORDER BY r.at DESC, r.run_id DESC
          LIMIT $3) AS w) AS o ON true
WHERE t.active AND n.platform IS NOT NULL
ORDER BY t.test_id
