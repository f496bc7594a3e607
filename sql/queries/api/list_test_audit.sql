-- $1 bigint: test_id
-- test_id bigint, test text, metric text, position integer, measured_at timestamptz,
-- cpu_seconds double precision, algorithm text, direction smallint, threshold double precision,
-- samples integer, budget double precision, lack text, points integer, series integer,
-- skipped integer, histories bigint[], tested bigint[], per_1000 double precision[],
-- alarmed double precision[], steps double precision[], injected bigint[], found bigint[],
-- delays double precision[], proposed double precision, finds double precision
SELECT a.test_id, t.name, a.metric, a.position, a.measured_at, a.cpu_seconds, a.algorithm, a.direction,
    a.threshold, a.samples, a.budget, a.lack, a.points, a.series, a.skipped, a.histories, a.tested,
    a.per_1000, a.alarmed, a.steps, a.injected, a.found, a.delays, a.proposed, a.finds
FROM detector_audit AS a
JOIN test AS t USING (test_id)
WHERE a.test_id = $1
ORDER BY a.position, a.metric
