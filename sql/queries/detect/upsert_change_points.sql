-- Writes change points. NaN in pvalue, percent, evidence and the interval means NULL, and 0 in an
-- id too. settled is NULL where there is no evidence.
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
-- $15 double precision[]: evidence
-- $16 double precision[]: least_difference
-- $17 double precision[]: greatest_difference
-- $18 bigint[]: set_first_run_id
-- $19 bigint[]: set_last_run_id
-- $20 bigint[]: settled, 1 or 0
-- $21 bigint[]: recovered_run_id
INSERT INTO change_point (test_id, series_id, algorithm, run_id, at, position, mean_before,
                          mean_after, stddev_before, stddev_after, pvalue, percent, dropped_by,
                          regression_id, evidence, least_difference, greatest_difference,
                          set_first_run_id, set_last_run_id, settled, recovered_run_id)
SELECT $1, g.series_id, g.algorithm, g.run_id, g.at, g.position::integer, g.mean_before,
       g.mean_after, g.stddev_before, g.stddev_after, nullif(g.pvalue, 'NaN'),
       nullif(g.percent, 'NaN'), g.dropped_by, nullif(g.regression_id, 0),
       nullif(g.evidence, 'NaN'), nullif(g.least_difference, 'NaN'), nullif(g.greatest_difference, 'NaN'),
       nullif(g.set_first_run_id, 0), nullif(g.set_last_run_id, 0),
       CASE WHEN g.evidence <> 'NaN' THEN g.settled = 1 END, nullif(g.recovered_run_id, 0)
FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::bigint[],
            $7::double precision[], $8::double precision[], $9::double precision[],
            $10::double precision[], $11::double precision[], $12::double precision[],
            $13::text[], $14::bigint[], $15::double precision[], $16::double precision[],
            $17::double precision[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[])
    AS g (series_id, algorithm, run_id, at, position, mean_before, mean_after, stddev_before,
          stddev_after, pvalue, percent, dropped_by, regression_id, evidence, least_difference,
          greatest_difference, set_first_run_id, set_last_run_id, settled, recovered_run_id)
ON CONFLICT (test_id, series_id, algorithm, run_id) DO UPDATE
SET at = EXCLUDED.at, position = EXCLUDED.position, mean_before = EXCLUDED.mean_before,
    mean_after = EXCLUDED.mean_after, stddev_before = EXCLUDED.stddev_before,
    stddev_after = EXCLUDED.stddev_after, pvalue = EXCLUDED.pvalue, percent = EXCLUDED.percent,
    dropped_by = EXCLUDED.dropped_by, regression_id = EXCLUDED.regression_id,
    evidence = EXCLUDED.evidence, least_difference = EXCLUDED.least_difference,
    greatest_difference = EXCLUDED.greatest_difference, set_first_run_id = EXCLUDED.set_first_run_id,
    set_last_run_id = EXCLUDED.set_last_run_id, settled = EXCLUDED.settled,
    recovered_run_id = EXCLUDED.recovered_run_id
