-- Names of the indices that a source has pushed documents for.
-- $1 text: source
-- Result: index_name text
SELECT DISTINCT d.index_name FROM pushed_document AS d WHERE d.source = $1
