-- Writes change points. NaN in pvalue and percent means NULL, 0 in regression_id too.
-- $1 bigint: test_id
-- $2 bigint[]: series_id
-- $3 text[]: algorithm
-- $4 bigint[]: run_id
-- $5 timestamptz[]: at
-- $6 bigint[]: position
-- $7 double precision[]: mean_before
-- $8 double precision[]: mean_after
-- $9 double precision[]: stddev_before
-- $10 double precision[]: stddev_after
-- $11 double precision[]: pvalue
-- $12 double precision[]: percent
-- $13 text[]: dropped_by
-- $14 bigint[]: regression_id
INSERT INTO change_point (test_id, series_id, algorithm, run_id, at, position, mean_before,
                          mean_after, stddev_before, stddev_after, pvalue, percent, dropped_by,
                          regression_id)
SELECT $1, g.series_id, g.algorithm, g.run_id, g.at, g.position::integer, g.mean_before,
       g.mean_after, g.stddev_before, g.stddev_after, nullif(g.pvalue, 'NaN'),
       nullif(g.percent, 'NaN'), g.dropped_by, nullif(g.regression_id, 0)
FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::bigint[],
            $7::double precision[], $8::double precision[], $9::double precision[],
            $10::double precision[], $11::double precision[], $12::double precision[],
            $13::text[], $14::bigint[])
    AS g (series_id, algorithm, run_id, at, position, mean_before, mean_after, stddev_before,
          stddev_after, pvalue, percent, dropped_by, regression_id)
ON CONFLICT (test_id, series_id, algorithm, run_id) DO UPDATE
SET at = EXCLUDED.at, position = EXCLUDED.position, mean_before = EXCLUDED.mean_before,
    mean_after = EXCLUDED.mean_after, stddev_before = EXCLUDED.stddev_before,
    stddev_after = EXCLUDED.stddev_after, pvalue = EXCLUDED.pvalue, percent = EXCLUDED.percent,
    dropped_by = EXCLUDED.dropped_by, regression_id = EXCLUDED.regression_id
