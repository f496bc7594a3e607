-- The points of each active series in its two newest stable stretches before a run; runs that count
-- in no baseline are left out. A change point ends a stretch whichever filter dropped it (the level
-- differs all the same), but not where the level moved by less than the metric's threshold and $5.
-- $1 bigint: test_id
-- $2 timestamptz: at of the run
-- $3 bigint: run_id of the run
-- $4 bigint: most points of a series, the newest
-- $5 double precision: least percent by which a change point must move the level
-- Result: series_id bigint, value double precision, uuid text, build text, since text (uuid of the
-- run that begins the newest stretch; NULL: it reaches back to the first run), newest boolean (the
-- point is of the newest stretch); oldest first per series
SELECT s.series_id, p.value, p.uuid, p.build, l.uuid,
       l.run_id IS NULL OR (p.at, p.run_id) >= (l.at, l.run_id)
FROM series AS s
LEFT JOIN LATERAL (
    SELECT c.at, c.run_id, o.uuid
    FROM change_point AS c
    JOIN run AS o ON o.test_id = c.test_id AND o.run_id = c.run_id
    WHERE c.test_id = $1 AND o.test_id = $1 AND c.series_id = s.series_id
        AND c.algorithm = 'edivisive' AND (c.at, c.run_id) < ($2, $3::bigint)
        AND (c.percent IS NULL OR abs(c.percent) >= greatest(s.threshold, $5))
    ORDER BY c.at DESC, c.run_id DESC
    LIMIT 1) AS l ON true
LEFT JOIN LATERAL (
    SELECT c.at, c.run_id
    FROM change_point AS c
    WHERE c.test_id = $1 AND c.series_id = s.series_id
        AND c.algorithm = 'edivisive' AND (c.at, c.run_id) < (l.at, l.run_id)
        AND (c.percent IS NULL OR abs(c.percent) >= greatest(s.threshold, $5))
    ORDER BY c.at DESC, c.run_id DESC
    LIMIT 1) AS k ON true
CROSS JOIN LATERAL (
    SELECT q.value, q.at, q.run_id, r.uuid, r.build
    FROM point AS q
    JOIN run AS r ON r.test_id = q.test_id AND r.test_id = $1 AND r.run_id = q.run_id
    WHERE r.in_baseline AND q.test_id = $1 AND q.series_id = s.series_id
        AND (q.at, q.run_id) < ($2, $3::bigint)
        AND (k.run_id IS NULL OR (q.at, q.run_id) >= (k.at, k.run_id))
    ORDER BY q.at DESC, q.run_id DESC
    LIMIT $4) AS p
WHERE s.test_id = $1 AND s.active
ORDER BY s.series_id, p.at, p.run_id
