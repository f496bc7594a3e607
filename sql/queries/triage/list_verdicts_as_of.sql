-- What was told of a run by some time: the newest of each test, with what it was made from.
-- $1 text: uuid
-- $2 text: name of the test; NULL: every test
-- $3 text[]: projects that may be seen; NULL: all
-- $4 timestamptz: the time
-- Result: told_at timestamptz, body json, facts bytea; by test
SELECT DISTINCT ON (t.name COLLATE "C") v.told_at, v.body, v.facts
FROM told_verdict AS v
JOIN test AS t ON t.test_id = v.test_id
WHERE v.uuid = $1 AND ($2::text IS NULL OR t.name = $2)
  AND ($3::text[] IS NULL OR t.project = ANY ($3)) AND v.told_at <= $4
ORDER BY t.name COLLATE "C", v.told_at DESC
