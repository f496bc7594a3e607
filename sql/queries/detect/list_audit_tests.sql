-- Active tests that were not measured for so long; the longest ago first.
-- $1 bigint: microseconds
-- Result: test_id bigint
SELECT t.test_id
FROM test AS t
LEFT JOIN detector_audit AS a ON a.test_id = t.test_id AND a.metric = ''
WHERE t.active
    AND (a.measured_at IS NULL
         OR a.measured_at <= clock_timestamp() - $1::bigint * interval '1 microsecond')
ORDER BY a.measured_at NULLS FIRST, t.name COLLATE "C"
