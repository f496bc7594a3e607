-- SPDX-License-Identifier: GPL-3.0-or-later
-- Verdicts as they were told, whatever became of the data since.

CREATE TABLE told_verdict (
    test_id bigint NOT NULL REFERENCES test ON DELETE CASCADE,
    run_id bigint NOT NULL,
    uuid text NOT NULL,
    told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL CHECK (state IN ('pass', 'regression', 'undecided', 'no_data')),
    settled boolean NOT NULL,
    body json NOT NULL,
    facts bytea NOT NULL,
    PRIMARY KEY (test_id, run_id, told_at)
);
CREATE INDEX told_verdict_by_run ON told_verdict (uuid, told_at);
CREATE INDEX told_verdict_by_time ON told_verdict (told_at);
COMMENT ON TABLE told_verdict IS 'Every verdict that said anything else than the one before of its run and test, also of a run that is gone; as long as verdict.retention says.';
COMMENT ON COLUMN told_verdict.facts IS 'all that it was made from: the judge makes the same bytes of it again';
