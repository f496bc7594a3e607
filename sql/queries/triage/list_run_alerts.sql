-- What the benchmark itself complained of during a run, the worst first.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 bigint: at most so many
-- Result: severity text, description text, at timestamptz
SELECT a.severity, a.description, a.at
FROM run_alert AS a
WHERE a.test_id = $1 AND a.run_id = $2
ORDER BY coalesce(array_position(ARRAY['critical', 'error', 'warning', 'info'], a.severity), 5),
         a.at NULLS LAST, a.index_name COLLATE "C", a.document_id COLLATE "C"
LIMIT $3
