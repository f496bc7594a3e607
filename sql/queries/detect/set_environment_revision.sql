-- The platforms of tests were looked at, as the tests were at these revisions.
-- $1 bigint[]: test_id
-- $2 bigint[]: revision
UPDATE test_state AS s
SET environment_revision = g.revision
FROM unnest($1::bigint[], $2::bigint[]) AS g (test_id, revision)
WHERE s.test_id = g.test_id
