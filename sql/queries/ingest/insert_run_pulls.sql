-- Book-keeping rows of runs that have none yet.
-- $1 bigint: test_id
-- $2 bigint[]: run_id
-- $3 timestamptz[]: first_seen_at
INSERT INTO run_pull (test_id, run_id, first_seen_at)
SELECT $1, g.run_id, g.first_seen_at
FROM unnest($2::bigint[], $3::timestamptz[]) AS g (run_id, first_seen_at)
ON CONFLICT (test_id, run_id) DO NOTHING
