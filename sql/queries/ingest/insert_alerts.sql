-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 text[]: index_name
-- $4 text[]: document_id
-- $5 bigint[]: 1 where the time is known
-- $6 timestamptz[]: at
-- $7 text[]: severity
-- $8 text[]: description
INSERT INTO run_alert (test_id, run_id, index_name, document_id, at, severity, description)
SELECT $1, g.run_id, g.index_name, g.document_id, CASE WHEN g.timed = 1 THEN g.at END, g.severity,
       g.description
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[],
            $8::text[])
    AS g (run_id, index_name, document_id, timed, at, severity, description)
ON CONFLICT (test_id, run_id, index_name, document_id) DO NOTHING
