-- Drops the states of series that have none any more.
-- $1 bigint: test_id
-- $2 text: algorithm
-- $3 bigint[]: series_id
DELETE FROM series_state AS x WHERE x.test_id = $1 AND x.algorithm = $2 AND x.series_id = ANY ($3)
