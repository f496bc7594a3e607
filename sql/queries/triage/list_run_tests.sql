-- The tests that take a run, with the run and the one before it in each test's history.
-- $1 text: uuid
-- $2 text: name of a test; NULL: every active one
-- Result: test_id bigint, test text, run_id bigint, at timestamptz, build text, build_url text,
-- settled boolean, previous_uuid text, previous_build text, previous_build_url text, project text,
-- excluded text, confirms bigint, job_status text, and of the run that it confirms: first_uuid
-- text, first_at timestamptz
SELECT r.test_id, t.name, r.run_id, r.at, r.build, r.build_url, r.settled, b.uuid, b.build,
       b.build_url, t.project, r.excluded, r.confirms, r.metadata ->> 'jobStatus', f.uuid, f.at
FROM run AS r
JOIN test AS t ON t.test_id = r.test_id
LEFT JOIN run AS f ON f.test_id = r.test_id AND f.run_id = r.confirms
LEFT JOIN LATERAL (
    SELECT p.uuid, p.build, p.build_url
    FROM run AS p
    WHERE p.test_id = r.test_id AND p.in_baseline
        AND (p.at, p.run_id) < (coalesce(f.at, r.at), coalesce(f.run_id, r.run_id))
    ORDER BY p.at DESC, p.run_id DESC
    LIMIT 1) AS b ON true
WHERE r.uuid = $1 AND CASE WHEN $2::text IS NULL THEN t.active ELSE t.name = $2 END
ORDER BY t.name COLLATE "C"
