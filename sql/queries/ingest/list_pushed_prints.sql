-- What is there of some runs: changes with every document that is pushed.
-- $1 text: source
-- $2 text[]: run_uuid
-- Result: run_uuid text, index_name text, documents bigint, sequence bigint
SELECT d.run_uuid, d.index_name, count(*), max(d.sequence)
FROM pushed_document AS d
WHERE d.source = $1 AND d.run_uuid = ANY ($2)
GROUP BY d.run_uuid, d.index_name
ORDER BY d.run_uuid, d.index_name
