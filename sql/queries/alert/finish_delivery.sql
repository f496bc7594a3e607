-- Says how a try ended, unless it counted as lost and another one was begun meanwhile.
-- $1 bigint: delivery_id
-- $2 integer: the try
-- $3 text: state
-- $4 bigint: microseconds to wait where it is pending
-- $5 integer: HTTP status; NULL: there was no answer
-- $6 text: what went wrong; NULL: nothing
UPDATE alert_delivery
SET state = $3, next_at = clock_timestamp() + $4::bigint * interval '1 microsecond', last_status = $5,
    last_error = $6, ended_at = CASE WHEN $3 <> 'pending' THEN clock_timestamp() END
WHERE delivery_id = $1 AND attempts = $2 AND state = 'pending'
