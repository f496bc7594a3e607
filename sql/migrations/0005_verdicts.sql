-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a verdict stands on besides points: which runs are in a baseline, limits, what the run itself
-- said; the verdicts as told, and what happened, for those who listen.

ALTER TABLE test ADD COLUMN project text NOT NULL DEFAULT 'default';
COMMENT ON COLUMN test.project IS 'of the configuration: what access tokens are bound to';

CREATE TABLE test_state (
    test_id bigint PRIMARY KEY REFERENCES test ON DELETE CASCADE,
    revision bigint NOT NULL DEFAULT 1
);
INSERT INTO test_state (test_id) SELECT t.test_id FROM test AS t;
COMMENT ON TABLE test_state IS 'One row a test, apart from test because it changes with every write.';
COMMENT ON COLUMN test_state.revision IS 'raised by every transaction that changes anything a verdict of this test is made from';

ALTER TABLE series
    ADD COLUMN limit_min double precision,
    ADD COLUMN limit_max double precision,
    ADD COLUMN unit text NOT NULL DEFAULT '';
COMMENT ON COLUMN series.limit_min IS 'a value below it is a regression whatever the history says; NULL: none';
COMMENT ON COLUMN series.limit_max IS 'a value above it is a regression whatever the history says; NULL: none';
COMMENT ON COLUMN series.unit IS 'as configured; empty: not said';

ALTER TABLE run
    ADD COLUMN excluded text,
    ADD COLUMN confirms bigint,
    ADD COLUMN in_baseline boolean NOT NULL
        GENERATED ALWAYS AS (excluded IS NULL AND confirms IS NULL) STORED;
CREATE INDEX run_by_confirmed ON run (test_id, confirms) WHERE confirms IS NOT NULL;
CREATE INDEX run_by_pull_request ON run ((metadata ->> 'pullNumber'), test_id)
    WHERE metadata ->> 'pullNumber' <> '0';
COMMENT ON COLUMN run.excluded IS 'why people took this run out of baselines and series; NULL: it counts';
COMMENT ON COLUMN run.confirms IS 'run_id of the run that this one repeats to confirm its verdict; NULL: an ordinary run';
COMMENT ON COLUMN run.in_baseline IS 'neither excluded nor a repetition';

CREATE TABLE run_alert (
    test_id bigint NOT NULL,
    run_id bigint NOT NULL,
    index_name text NOT NULL,
    document_id text NOT NULL,
    at timestamptz,
    severity text NOT NULL,
    description text NOT NULL,
    PRIMARY KEY (test_id, run_id, index_name, document_id),
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE
);
COMMENT ON TABLE run_alert IS 'Alert documents that the benchmark itself indexed during the run.';
COMMENT ON COLUMN run_alert.severity IS 'info, warning, error or critical; others as they came, lower case';

CREATE TABLE verdict (
    test_id bigint NOT NULL,
    run_id bigint NOT NULL,
    revision bigint NOT NULL,
    options text NOT NULL,
    state text NOT NULL CHECK (state IN ('pass', 'regression', 'undecided', 'no_data')),
    settled boolean NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    body json NOT NULL,
    announced text,
    PRIMARY KEY (test_id, run_id),
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE
);
CREATE INDEX verdict_by_run ON verdict (run_id);
COMMENT ON TABLE verdict IS 'The newest verdict of a run in a test, as the API tells it.';
COMMENT ON COLUMN verdict.revision IS 'test_state.revision it was made from: current while equal';
COMMENT ON COLUMN verdict.announced IS 'state and settled as the last event told them; NULL: none did';
COMMENT ON COLUMN verdict.options IS 'the verdict options of the configuration it was made with';

CREATE TABLE verdict_due (
    test_id bigint NOT NULL,
    run_id bigint NOT NULL,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (test_id, run_id),
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE
);
COMMENT ON TABLE verdict_due IS 'Fresh runs whose verdict analysis makes next, without anyone asking.';

CREATE TABLE event (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    test text NOT NULL,
    project text NOT NULL,
    body json NOT NULL
);
CREATE INDEX event_in_order ON event (transaction_id, event_id);
CREATE INDEX event_by_time ON event (at);
COMMENT ON TABLE event IS 'What happened, for those who listen; kept for a while only.';
COMMENT ON COLUMN event.transaction_id IS 'readers take what is older than every open transaction: so none that commits late is passed over';
COMMENT ON COLUMN event.kind IS 'verdict or regression';
