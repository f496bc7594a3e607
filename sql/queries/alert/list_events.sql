-- $1 timestamptz: told since then
-- $2 bigint: at most so many
-- Result: regression_id bigint, sequence bigint, at timestamptz, change text, body jsonb; the oldest first
SELECT e.regression_id, e.sequence, e.at, e.change, e.body
FROM alert_event AS e
WHERE e.at >= $1
ORDER BY e.at, e.regression_id, e.sequence
LIMIT $2
