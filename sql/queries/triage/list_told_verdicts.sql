-- What was told of a run over time.
-- $1 text: uuid
-- $2 text: name of the test; NULL: every test
-- $3 text[]: projects that may be seen; NULL: all
-- Result: test text, told_at timestamptz, state text, settled boolean, reason text; by test, the
-- newest first
SELECT t.name, v.told_at, v.state, v.settled, v.body ->> 'reason'
FROM told_verdict AS v
JOIN test AS t ON t.test_id = v.test_id
WHERE v.uuid = $1 AND ($2::text IS NULL OR t.name = $2)
  AND ($3::text[] IS NULL OR t.project = ANY ($3))
ORDER BY t.name COLLATE "C", v.told_at DESC
