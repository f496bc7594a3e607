-- Tests with runs whose verdict is to be made, and nothing left to analyse; the longest due first.
-- Result: test_id bigint
SELECT d.test_id
FROM verdict_due AS d
WHERE NOT EXISTS (SELECT FROM analysis_queue AS q WHERE q.test_id = d.test_id)
GROUP BY d.test_id
ORDER BY min(d.due_at), d.test_id
