-- Points of pulled runs that the pull did not bring again.
-- $1 bigint: test_id
-- $2 bigint[]: run_id of the pulled runs
-- $3 bigint[]: series_id of the points that stay, in pairs with
-- $4 bigint[]: run_id
-- $5 bigint[]: series_id of the test's configured series; points of others are history and stay
-- Result: series_id bigint of each point deleted
-- NOT IN is looked up in a hash; NOT EXISTS over an unnest was a loop in a loop. No id is NULL.
DELETE FROM point AS p
WHERE p.test_id = $1 AND p.run_id = ANY ($2) AND p.series_id = ANY ($5)
    AND (p.series_id, p.run_id) NOT IN (
        SELECT g.series_id, g.run_id
        FROM unnest($3::bigint[], $4::bigint[]) AS g (series_id, run_id))
RETURNING p.series_id
