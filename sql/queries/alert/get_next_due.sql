-- Result: bigint: microseconds until a delivery is due, not below 0; NULL: none waits
SELECT greatest(0, extract(epoch FROM min(d.next_at) - clock_timestamp()) * 1000000)::bigint
FROM alert_delivery AS d
WHERE d.state = 'pending'
    AND NOT EXISTS (SELECT FROM alert_delivery AS b
                    WHERE b.regression_id = d.regression_id AND b.receiver = d.receiver
                        AND b.state = 'pending' AND b.sequence < d.sequence)
