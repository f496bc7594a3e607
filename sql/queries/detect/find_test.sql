-- $1 text: name
-- Result: test_id bigint; no row where there is none
SELECT t.test_id FROM test AS t WHERE t.name = $1
