-- Writes points; rows that are already so are not touched. NaN in a statistic means not known.
-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 bigint[]: run_id
-- $4 timestamptz[]: at
-- $5 double precision[]: value
-- $6 bigint[]: samples
-- $7 double precision[]: minimum
-- $8 double precision[]: maximum
-- $9 double precision[]: mean
-- $10 double precision[]: sum
-- $11 double precision[]: stddev
-- Result: series_id bigint of each point written
INSERT INTO point AS p (test_id, series_id, run_id, at, value, samples, minimum, maximum, mean,
                        sum, stddev)
SELECT $1, g.series_id, g.run_id, g.at, g.value, g.samples, nullif(g.minimum, 'NaN'),
       nullif(g.maximum, 'NaN'), nullif(g.mean, 'NaN'), nullif(g.sum, 'NaN'),
       nullif(g.stddev, 'NaN')
FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::double precision[], $6::bigint[],
            $7::double precision[], $8::double precision[], $9::double precision[],
            $10::double precision[], $11::double precision[])
    AS g (series_id, run_id, at, value, samples, minimum, maximum, mean, sum, stddev)
ON CONFLICT (test_id, series_id, run_id) DO UPDATE
SET at = EXCLUDED.at, value = EXCLUDED.value, samples = EXCLUDED.samples,
    minimum = EXCLUDED.minimum, maximum = EXCLUDED.maximum, mean = EXCLUDED.mean,
    sum = EXCLUDED.sum, stddev = EXCLUDED.stddev
WHERE (p.at, p.value, p.samples, p.minimum, p.maximum, p.mean, p.sum, p.stddev)
    IS DISTINCT FROM (EXCLUDED.at, EXCLUDED.value, EXCLUDED.samples, EXCLUDED.minimum,
                      EXCLUDED.maximum, EXCLUDED.mean, EXCLUDED.sum, EXCLUDED.stddev)
RETURNING p.series_id
