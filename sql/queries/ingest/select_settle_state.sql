-- What the settled runs before a run had, and what it has, for each active series of its test.
-- Runs that are in no baseline say nothing of what is usual.
-- $1 bigint: test_id
-- $2 bigint: run_id
-- $3 timestamptz: the run's at
-- $4 bigint: how many settled runs to look back
-- Result: metric text, history bigint (runs looked at), had bigint (of them with a point),
--         has boolean (the run has one)
WITH earlier AS (
    SELECT r.run_id FROM run AS r
    WHERE r.test_id = $1 AND r.settled AND r.in_baseline AND (r.at, r.run_id) < ($3, $2)
    ORDER BY r.at DESC, r.run_id DESC LIMIT $4)
SELECT s.metric, (SELECT count(*) FROM earlier) AS history,
       (SELECT count(*) FROM point AS p
        WHERE p.test_id = $1 AND p.series_id = s.series_id
            AND p.run_id IN (SELECT e.run_id FROM earlier AS e)) AS had,
       EXISTS (SELECT FROM point AS p
               WHERE p.test_id = $1 AND p.series_id = s.series_id AND p.run_id = $2) AS has
FROM series AS s
WHERE s.test_id = $1 AND s.active
ORDER BY s.position, s.metric
