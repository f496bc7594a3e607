-- The late values of all series of some tests.
-- $1 bigint[]: test_id
-- $2 timestamptz[]: from when on, of each
-- Result: place bigint (of the test, from 1), metric text, times bigint[] (microseconds since 1970),
-- values double precision[]; each series' values in order of time
SELECT g.place, s.metric,
       array_agg((extract(epoch FROM p.at) * 1000000)::bigint ORDER BY p.at, p.run_id),
       array_agg(p.value ORDER BY p.at, p.run_id)
FROM unnest($1::bigint[], $2::timestamptz[]) WITH ORDINALITY AS g (test_id, since, place)
JOIN series AS s ON s.test_id = g.test_id AND s.active
JOIN point AS p ON p.test_id = s.test_id AND p.series_id = s.series_id AND p.at >= g.since
JOIN run AS r ON r.test_id = p.test_id AND r.run_id = p.run_id AND r.in_baseline
WHERE p.value BETWEEN '-1e300' AND '1e300'
GROUP BY g.place, s.position, s.series_id, s.metric
ORDER BY g.place, s.position, s.series_id
