-- SPDX-License-Identifier: GPL-3.0-or-later
-- What became of a regression: its level came back, nothing supports it any more, or it was the
-- platform and not the product.

ALTER TABLE regression DROP CONSTRAINT regression_state_check;
ALTER TABLE regression ADD CONSTRAINT regression_state_check CHECK (
    state IN ('open', 'acknowledged', 'investigating', 'fixed', 'wontfix', 'invalid', 'recovered', 'faded'));
-- A faded one gives its place to a change that is found there.
ALTER TABLE regression DROP CONSTRAINT regression_test_id_run_id_key;
CREATE UNIQUE INDEX regression_by_run ON regression (test_id, run_id) WHERE metrics > 0;
ALTER TABLE regression
    ADD COLUMN recovered_run_id bigint,
    ADD COLUMN recovered_at timestamptz,
    ADD COLUMN recovered_uuid text,
    ADD COLUMN recovered_build text,
    ADD COLUMN faded_at timestamptz,
    ADD COLUMN faded_reason text,
    ADD COLUMN environment text,
    ADD COLUMN environment_score double precision,
    ADD COLUMN environment_moved integer,
    ADD COLUMN environment_seen integer;
COMMENT ON COLUMN regression.recovered_run_id IS 'the first run back on the old level; NULL: none yet';
COMMENT ON COLUMN regression.recovered_at IS 'time of that run';
COMMENT ON COLUMN regression.faded_at IS 'when the last change point that supported it went; NULL: it stands';
COMMENT ON COLUMN regression.faded_reason IS 'why it went, in words';
COMMENT ON COLUMN regression.environment IS 'why it is taken for a disturbance of the platform, in words; NULL: it is not';
COMMENT ON COLUMN regression.environment_score IS 'how far more series of the platform moved than usual, in standard deviations; NULL: a metadata field said it';
COMMENT ON COLUMN regression.environment_moved IS 'series of the platform that moved together with it';
COMMENT ON COLUMN regression.environment_seen IS 'series of the platform that were looked at';

ALTER TABLE change_point ADD COLUMN recovered_run_id bigint;
COMMENT ON COLUMN change_point.recovered_run_id IS 'the first run back on the level before; NULL: none yet';

ALTER TABLE test_state ADD COLUMN environment_revision bigint;
COMMENT ON COLUMN test_state.environment_revision IS 'revision at which its platform was last looked at for disturbances; NULL: never';
