-- $1 text: name
-- test_id bigint
SELECT t.test_id FROM test t WHERE t.name = $1::text
