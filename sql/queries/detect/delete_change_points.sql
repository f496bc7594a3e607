-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 text[]: algorithm
-- $4 bigint[]: run_id
DELETE FROM change_point AS c
USING unnest($2::bigint[], $3::text[], $4::bigint[]) AS g (series_id, algorithm, run_id)
WHERE c.test_id = $1 AND c.series_id = g.series_id AND c.algorithm = g.algorithm
    AND c.run_id = g.run_id
