-- $1 text: name
-- Result: bigint, 0 or 1
SELECT count(*) FROM test WHERE name = $1
