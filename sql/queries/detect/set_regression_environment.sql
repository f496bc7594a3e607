-- Whether a regression is the environment's.
-- $1 bigint: test_id
-- $2 bigint: regression_id
-- $3 text: why it is; NULL: it is not
-- $4 double precision: score; NaN: none
-- $5 integer: series of the platform that moved
-- $6 integer: and how many were looked at
UPDATE regression
SET environment = $3, environment_score = nullif($4::double precision, 'NaN'),
    environment_moved = $5, environment_seen = $6
WHERE test_id = $1 AND regression_id = $2
