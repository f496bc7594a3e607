-- What the stored change points of a test's series were made from.
-- $1 bigint: test_id
-- $2 text: options, as upsert_analyses got them
-- $3 text: config_hash of the test
-- Result: series_id bigint, algorithm text, last_run_id bigint (NULL: no points), current boolean
-- (made with these options and this definition)
WITH wanted AS MATERIALIZED (
    SELECT g.algorithm,
           encode(sha256(convert_to(g.algorithm || ' ' || $2::text || ' test=' || $3::text, 'UTF8')), 'hex')
               AS config_hash
    FROM unnest(ARRAY ['edivisive', 'percent', 'steady']) AS g (algorithm))
SELECT a.series_id, a.algorithm, a.last_run_id,
       coalesce(a.config_hash = w.config_hash, false) AS current
FROM analysis AS a
LEFT JOIN wanted AS w ON w.algorithm = a.algorithm
WHERE a.test_id = $1
ORDER BY a.series_id, a.algorithm COLLATE "C"
