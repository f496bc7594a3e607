-- $1 bigint: test_id
-- Result: series_id bigint, run_id bigint, value double precision
SELECT p.series_id, p.run_id, p.value
FROM point AS p
JOIN series AS s ON s.test_id = p.test_id AND s.series_id = p.series_id
WHERE p.test_id = $1 AND s.test_id = $1 AND s.active
ORDER BY p.series_id
