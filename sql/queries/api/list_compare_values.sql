-- $1 bigint[]: test_ids, $2 bigint[]: run_ids, one a test_id
-- test_id bigint, series_id bigint, value float8
SELECT p.test_id, p.series_id, p.value
FROM unnest($1::bigint[], $2::bigint[]) AS a (test_id, run_id)
JOIN point p ON p.test_id = a.test_id AND p.run_id = a.run_id
ORDER BY p.test_id, p.series_id, p.at, p.run_id
