-- $1 bigint: test_id (NULL: any), $2 text[]: projects that may be seen (NULL: all)
-- build text
SELECT r.build
FROM run r
JOIN test t ON t.test_id = r.test_id
WHERE ($1::bigint IS NULL OR r.test_id = $1::bigint)
    AND ($2::text[] IS NULL OR t.project = ANY ($2::text[]))
    AND r.build IS NOT NULL AND r.in_baseline
ORDER BY r.at DESC, r.test_id DESC, r.run_id DESC
LIMIT 1
