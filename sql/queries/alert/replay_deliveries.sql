-- Dead deliveries are tried again.
UPDATE alert_delivery
SET state = 'pending', attempts = 0, since = clock_timestamp(), next_at = clock_timestamp(), ended_at = NULL
WHERE state = 'dead'
