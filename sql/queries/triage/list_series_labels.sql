-- $1 bigint: test_id
-- Result: series_id bigint, label text; in their order
SELECT s.series_id, g.label
FROM series AS s
CROSS JOIN LATERAL unnest(s.labels) WITH ORDINALITY AS g (label, place)
WHERE s.test_id = $1 AND s.active
ORDER BY s.series_id, g.place
