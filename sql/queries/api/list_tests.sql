-- $1 text: the last name of the page before ('' for the first), $2 bigint: most rows,
-- $3 text[]: projects that may be seen (NULL: all)
-- test_id bigint, name text, source text, config_file text, config_hash text, active bool,
-- series bigint, runs bigint, first_at timestamptz, last_at timestamptz, open_regressions bigint,
-- project text
SELECT t.test_id, t.name, t.source, t.config_file, t.config_hash, t.active,
    (SELECT count(*) FROM series s WHERE s.test_id = t.test_id AND s.active),
    (SELECT count(*) FROM run r WHERE r.test_id = t.test_id),
    (SELECT min(r.at) FROM run r WHERE r.test_id = t.test_id),
    (SELECT max(r.at) FROM run r WHERE r.test_id = t.test_id),
    (SELECT count(*) FROM regression g
     WHERE g.test_id = t.test_id AND g.state IN ('open', 'investigating')),
    t.project
FROM test t
WHERE t.name COLLATE "C" > $1::text
    AND ($3::text[] IS NULL OR t.project = ANY ($3::text[]))
ORDER BY t.name COLLATE "C"
LIMIT $2::bigint
