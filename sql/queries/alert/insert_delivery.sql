-- $1 bigint: regression_id
-- $2 bigint: sequence
-- $3 text: rule
-- $4 text: receiver
INSERT INTO alert_delivery (regression_id, sequence, rule, receiver) VALUES ($1, $2, $3, $4)
ON CONFLICT (regression_id, sequence, rule, receiver) DO NOTHING
