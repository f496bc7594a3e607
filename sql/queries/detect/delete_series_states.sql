-- Drops the states of series that have none any more.
-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 text[]: algorithm
DELETE FROM series_state AS x
USING unnest($2::bigint[], $3::text[]) AS g (series_id, algorithm)
WHERE x.test_id = $1 AND x.series_id = g.series_id AND x.algorithm = g.algorithm
