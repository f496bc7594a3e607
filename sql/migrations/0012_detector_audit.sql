-- SPDX-License-Identifier: GPL-3.0-or-later
-- How good the detector is on the series of each test: the newest measurement.

CREATE TABLE detector_audit (
    test_id bigint NOT NULL REFERENCES test ON DELETE CASCADE,
    metric text NOT NULL,
    position integer NOT NULL,
    measured_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    cpu_seconds double precision NOT NULL,
    algorithm text NOT NULL,
    direction smallint NOT NULL,
    threshold double precision NOT NULL,
    samples integer NOT NULL,
    budget double precision NOT NULL,
    lack text CHECK (lack IN ('values', 'level')),
    points integer NOT NULL,
    series integer NOT NULL,
    skipped integer NOT NULL,
    histories bigint[] NOT NULL,
    tested bigint[] NOT NULL,
    per_1000 double precision[] NOT NULL,
    alarmed double precision[] NOT NULL,
    steps double precision[] NOT NULL,
    injected bigint[] NOT NULL,
    found bigint[] NOT NULL,
    delays double precision[] NOT NULL,
    proposed double precision,
    finds double precision,
    PRIMARY KEY (test_id, metric)
);
COMMENT ON TABLE detector_audit IS 'A row a metric of a test, and one with the metric '''' for all of them together; written by `rigel audit` and by the service in spare time.';
COMMENT ON COLUMN detector_audit.algorithm IS 'that makes the regressions of the series; of a test whose series differ: ''''';
COMMENT ON COLUMN detector_audit.lack IS 'why nothing was measured (too few values in stretches without a change), or no steps (the level is 0)';
COMMENT ON COLUMN detector_audit.histories IS 'this and the three columns below: of shuffled histories, then of histories in blocks';
COMMENT ON COLUMN detector_audit.tested IS 'values in these histories';
COMMENT ON COLUMN detector_audit.per_1000 IS 'false reports in 1,000 values; NaN: nothing was measured';
COMMENT ON COLUMN detector_audit.alarmed IS 'share of the histories with a false report';
COMMENT ON COLUMN detector_audit.steps IS 'sizes in percent; the three columns below: of the steps of each size';
COMMENT ON COLUMN detector_audit.delays IS 'median of the runs until told, of those found; NaN: none';
COMMENT ON COLUMN detector_audit.proposed IS 'least threshold that keeps the budget of false reports in blocks';
COMMENT ON COLUMN detector_audit.finds IS 'least of the sizes that is found with it in nine of ten';
