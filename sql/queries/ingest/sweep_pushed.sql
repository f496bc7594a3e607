-- Deletes runs whole: part of one would be pulled as if it were all.
-- $1 timestamptz: runs that got nothing since
WITH old AS (
    SELECT DISTINCT d.source, d.run_uuid FROM pushed_document AS d WHERE d.pushed_at < $1)
DELETE FROM pushed_document AS d
USING old AS o
WHERE d.source = o.source AND d.run_uuid = o.run_uuid
    AND NOT EXISTS (
        SELECT FROM pushed_document AS n
        WHERE n.source = o.source AND n.run_uuid = o.run_uuid AND n.pushed_at >= $1)
