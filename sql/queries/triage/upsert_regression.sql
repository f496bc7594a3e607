-- Writes a regression. first_seen_at of one that is there stays, and a state that people have set.
-- $1 bigint: test_id
-- $2 bigint: regression_id
-- $3 bigint: run_id
-- $4 timestamptz: at
-- $5 text: uuid
-- $6 text: build
-- $7 text: build_url
-- $8 text: previous_uuid
-- $9 text: previous_build
-- $10 text: previous_build_url
-- $11 double precision: percent
-- $12 double precision: pvalue; NaN: none
-- $13 integer: metrics
-- $14 text: state
-- $15 bigint: recovered_run_id
-- $16 timestamptz: recovered_at
-- $17 text: recovered_uuid
-- $18 text: recovered_build
INSERT INTO regression AS g (test_id, regression_id, run_id, at, uuid, build, build_url,
                             previous_uuid, previous_build, previous_build_url, percent, pvalue,
                             metrics, state, recovered_run_id, recovered_at, recovered_uuid,
                             recovered_build)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12::double precision, 'NaN'), $13,
        $14, $15, $16, $17, $18)
ON CONFLICT (test_id, regression_id) DO UPDATE
SET run_id = EXCLUDED.run_id, at = EXCLUDED.at, uuid = EXCLUDED.uuid, build = EXCLUDED.build,
    build_url = EXCLUDED.build_url, previous_uuid = EXCLUDED.previous_uuid,
    previous_build = EXCLUDED.previous_build, previous_build_url = EXCLUDED.previous_build_url,
    percent = EXCLUDED.percent, pvalue = EXCLUDED.pvalue, metrics = EXCLUDED.metrics,
    state = CASE WHEN g.state IN ('open', 'recovered', 'faded') THEN EXCLUDED.state ELSE g.state END,
    recovered_run_id = EXCLUDED.recovered_run_id, recovered_at = EXCLUDED.recovered_at,
    recovered_uuid = EXCLUDED.recovered_uuid, recovered_build = EXCLUDED.recovered_build,
    faded_at = NULL, faded_reason = NULL
