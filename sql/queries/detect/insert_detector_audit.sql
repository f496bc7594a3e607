-- One row of a measurement.
-- $1 bigint: test_id, $2 text: metric ('': all of the test), $3 bigint: position
-- $4 double precision: cpu_seconds, $5 text: algorithm, $6 bigint: direction
-- $7 double precision: threshold, $8 bigint: samples, $9 double precision: budget, $10 text: lack
-- $11 bigint: points, $12 bigint: series, $13 bigint: skipped
-- $14 bigint[]: histories, $15 bigint[]: tested, $16 double precision[]: per_1000
-- $17 double precision[]: alarmed, $18 double precision[]: steps, $19 bigint[]: injected
-- $20 bigint[]: found, $21 double precision[]: delays, $22 double precision: proposed (NaN: none)
-- $23 double precision: finds (NaN: none)
INSERT INTO detector_audit (test_id, metric, position, cpu_seconds, algorithm, direction, threshold,
                            samples, budget, lack, points, series, skipped, histories, tested,
                            per_1000, alarmed, steps, injected, found, delays, proposed, finds)
VALUES ($1::bigint, $2::text, $3::bigint, $4::double precision, $5::text, $6::bigint,
        $7::double precision, $8::bigint, $9::double precision, $10::text, $11::bigint, $12::bigint,
        $13::bigint, $14::bigint[], $15::bigint[], $16::double precision[], $17::double precision[],
        $18::double precision[], $19::bigint[], $20::bigint[], $21::double precision[],
        NULLIF($22::double precision, 'NaN'), NULLIF($23::double precision, 'NaN'))
