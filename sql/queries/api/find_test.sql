-- $1 text: name, $2 text[]: projects that may be seen (NULL: all)
-- test_id bigint
SELECT t.test_id
FROM test t
WHERE t.name = $1::text
    AND ($2::text[] IS NULL OR t.project = ANY ($2::text[]))
