-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the detection worker and triage write.

CREATE TABLE analysis_queue (
    test_id bigint NOT NULL,
    series_id bigint NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (test_id, series_id),
    FOREIGN KEY (test_id, series_id) REFERENCES series ON DELETE CASCADE
);
COMMENT ON TABLE analysis_queue IS 'Series with points newer than their analysis; written in the transaction that writes the points.';

CREATE TABLE analysis (
    test_id bigint NOT NULL,
    series_id bigint NOT NULL,
    algorithm text NOT NULL,
    config_hash text NOT NULL,
    points integer NOT NULL,
    last_run_id bigint,
    last_at timestamptz,
    PRIMARY KEY (test_id, series_id, algorithm),
    FOREIGN KEY (test_id, series_id) REFERENCES series ON DELETE CASCADE
);
COMMENT ON TABLE analysis IS 'What the stored change points of a series were made from: configuration and last point.';

CREATE TABLE regression (
    test_id bigint NOT NULL REFERENCES test,
    regression_id bigint NOT NULL,
    run_id bigint NOT NULL,
    at timestamptz NOT NULL,
    uuid text NOT NULL,
    build text,
    build_url text,
    previous_uuid text,
    previous_build text,
    previous_build_url text,
    percent double precision NOT NULL,
    pvalue double precision,
    metrics integer NOT NULL,
    state text NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'acknowledged', 'investigating', 'fixed', 'wontfix', 'invalid', 'recovered')),
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (test_id, regression_id),
    UNIQUE (test_id, run_id)
);
CREATE INDEX regression_by_time ON regression (at DESC, test_id, regression_id);
CREATE INDEX regression_by_build ON regression (build, test_id);
COMMENT ON TABLE regression IS 'The change points that one build brought to one test: what people handle.';
COMMENT ON COLUMN regression.regression_id IS 'name_id(test name, uuid of the run at first detection); kept when the change point moves by a run or two';
COMMENT ON COLUMN regression.percent IS 'of the member with the largest change';

CREATE TABLE change_point (
    test_id bigint NOT NULL,
    series_id bigint NOT NULL,
    algorithm text NOT NULL,
    run_id bigint NOT NULL,
    at timestamptz NOT NULL,
    position integer NOT NULL,
    mean_before double precision NOT NULL,
    mean_after double precision NOT NULL,
    stddev_before double precision NOT NULL,
    stddev_after double precision NOT NULL,
    pvalue double precision,
    percent double precision,
    dropped_by text,
    regression_id bigint,
    PRIMARY KEY (test_id, series_id, algorithm, run_id),
    FOREIGN KEY (test_id, series_id) REFERENCES series ON DELETE CASCADE,
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE,
    FOREIGN KEY (test_id, regression_id) REFERENCES regression (test_id, regression_id)
);
CREATE INDEX change_point_by_run ON change_point (test_id, run_id);
CREATE INDEX change_point_by_regression ON change_point (test_id, regression_id);
COMMENT ON TABLE change_point IS 'The engine''s statement that a series'' level differs before and after a run.';
COMMENT ON COLUMN change_point.run_id IS 'the first run of the new level';
COMMENT ON COLUMN change_point.position IS 'index among the series'' points, gaps left out';
COMMENT ON COLUMN change_point.percent IS '(mean_after / mean_before - 1) * 100; NULL where mean_before is 0';
COMMENT ON COLUMN change_point.dropped_by IS 'NULL: counts; direction, acknowledged, threshold or correlation: the filter that took it out';

CREATE TABLE acknowledgement (
    acknowledgement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    test text,
    uuid text NOT NULL,
    metric text NOT NULL,
    version text,
    reason text NOT NULL DEFAULT '',
    origin text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (test, uuid, metric)
);
COMMENT ON TABLE acknowledgement IS 'Known changes: a change point of this metric at this run does not count.';
COMMENT ON COLUMN acknowledgement.origin IS 'file it was read from, or who said so';
