-- Those that hold for a test.
-- $1 text: name of the test
-- Result: test text, uuid text, metric text, version text, reason text, origin text
SELECT a.test, a.uuid, a.metric, a.version, a.reason, a.origin
FROM acknowledgement AS a
WHERE a.test IS NULL OR a.test = $1
ORDER BY a.uuid COLLATE "C", a.metric COLLATE "C", a.test NULLS LAST
