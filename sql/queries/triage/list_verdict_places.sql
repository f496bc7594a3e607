-- The tests that take each of some runs, with what says whether a verdict made before is current.
-- $1 text[]: uuids
-- Result: place bigint (of the uuid, from 1), test_id bigint, run_id bigint, test text, project
-- text, revision bigint (NULL: never touched), settled boolean, waiting boolean (something of the
-- test is queued for analysis), active boolean; by place and test
SELECT g.place, r.test_id, r.run_id, t.name, t.project, s.revision, r.settled,
       EXISTS (SELECT FROM analysis_queue AS q WHERE q.test_id = r.test_id), t.active
FROM unnest($1::text[]) WITH ORDINALITY AS g (uuid, place)
JOIN run AS r ON r.uuid = g.uuid
JOIN test AS t ON t.test_id = r.test_id
LEFT JOIN test_state AS s ON s.test_id = r.test_id
ORDER BY g.place, t.name COLLATE "C"
