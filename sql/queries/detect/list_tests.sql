-- Every test there is.
-- No parameters
-- Result: test_id bigint, name text, config_hash text, definition jsonb, active boolean,
-- supported bigint (its regressions that something supports)
SELECT t.test_id, t.name, t.config_hash, t.definition, t.active,
       (SELECT count(*) FROM regression AS g WHERE g.test_id = t.test_id AND g.metrics > 0) AS supported
FROM test AS t
ORDER BY t.name COLLATE "C"
