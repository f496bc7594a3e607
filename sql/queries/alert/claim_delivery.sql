-- Takes one delivery that is due and none of whose regression and receiver comes before it.
-- $1 bigint: microseconds after which the try counts as lost
-- Result: delivery_id bigint, regression_id bigint, sequence bigint, rule text, receiver text,
-- attempts integer (this one included), since timestamptz, at timestamptz, change text, body jsonb
WITH due AS (
    SELECT d.delivery_id FROM alert_delivery AS d
    WHERE d.state = 'pending' AND d.next_at <= clock_timestamp()
        AND NOT EXISTS (SELECT FROM alert_delivery AS b
                        WHERE b.regression_id = d.regression_id AND b.receiver = d.receiver
                            AND b.state = 'pending' AND b.sequence < d.sequence)
        AND NOT EXISTS (SELECT FROM alert_event AS e
                        WHERE e.regression_id = d.regression_id AND e.sequence < d.sequence
                            AND e.taken_at IS NULL)
    ORDER BY d.next_at
    LIMIT 1
    FOR UPDATE OF d SKIP LOCKED)
UPDATE alert_delivery AS d
SET attempts = d.attempts + 1, next_at = clock_timestamp() + $1::bigint * interval '1 microsecond'
FROM due, alert_event AS e
WHERE d.delivery_id = due.delivery_id AND e.regression_id = d.regression_id AND e.sequence = d.sequence
RETURNING d.delivery_id, d.regression_id, d.sequence, d.rule, d.receiver, d.attempts, d.since, e.at,
    e.change, e.body
