-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which algorithm makes a series' regressions, and how far an engine that goes on from value to
-- value has come with it.

ALTER TABLE series ADD COLUMN regression_algorithm text NOT NULL DEFAULT 'edivisive';
COMMENT ON COLUMN series.regression_algorithm IS 'whose change points make regressions, as configured; the others are computed and shown';

CREATE TABLE series_state (
    test_id bigint NOT NULL,
    series_id bigint NOT NULL,
    algorithm text NOT NULL,
    options text NOT NULL,
    points integer NOT NULL,
    last_run_id bigint NOT NULL,
    last_at timestamptz NOT NULL,
    points_hash bigint NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (test_id, series_id, algorithm),
    FOREIGN KEY (test_id, series_id) REFERENCES series ON DELETE CASCADE
);
-- Numbers do not shrink: PostgreSQL need not try.
ALTER TABLE series_state ALTER COLUMN state SET STORAGE EXTERNAL;
COMMENT ON TABLE series_state IS 'Saved states of engines; written in the transaction that writes the change points, made anew from points at any time.';
COMMENT ON COLUMN series_state.options IS 'options of the engine and the version of its code: a state of others is not used, and replaced';
COMMENT ON COLUMN series_state.points IS 'values that the state has seen; the last of them is that of last_run_id';
COMMENT ON COLUMN series_state.points_hash IS 'of the run_ids and values it has seen: where the series now begins otherwise, the state is not used';
