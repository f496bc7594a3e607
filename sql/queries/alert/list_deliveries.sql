-- $1 text: state; NULL: all
-- $2 bigint: at most so many
-- Result: delivery_id bigint, regression_id bigint, sequence bigint, rule text, receiver text,
-- state text, attempts integer, since timestamptz, last_status integer, last_error text, change text, test text
SELECT d.delivery_id, d.regression_id, d.sequence, d.rule, d.receiver, d.state, d.attempts, d.since,
    d.last_status, d.last_error, e.change, e.body ->> 'test'
FROM alert_delivery AS d JOIN alert_event AS e USING (regression_id, sequence)
WHERE $1::text IS NULL OR d.state = $1
ORDER BY d.delivery_id DESC
LIMIT $2
