-- Result: pending bigint, sent bigint, dead bigint, oldest double precision (seconds since the
-- oldest event that waits; 0: none does)
SELECT count(*) FILTER (WHERE d.state = 'pending'), count(*) FILTER (WHERE d.state = 'sent'),
    count(*) FILTER (WHERE d.state = 'dead'),
    greatest(0, coalesce(extract(epoch FROM clock_timestamp() - least(
        min(d.since) FILTER (WHERE d.state = 'pending'),
        (SELECT min(e.at) FROM alert_event AS e WHERE e.taken_at IS NULL))), 0))::double precision
FROM alert_delivery AS d
