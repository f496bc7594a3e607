-- $1 timestamptz: before this time
DELETE FROM push AS p WHERE p.pushed_at < $1
