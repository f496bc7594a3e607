-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is told of regressions, and to whom: an outbox.

CREATE TABLE alert_sequence (
    regression_id bigint PRIMARY KEY,
    sequence bigint NOT NULL
);
COMMENT ON TABLE alert_sequence IS 'The number of the newest event of each regression; outlives the regression, so that no number comes twice.';

CREATE TABLE alert_event (
    regression_id bigint NOT NULL,
    sequence bigint NOT NULL,
    test_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    change text NOT NULL,
    body jsonb NOT NULL,
    taken_at timestamptz,
    PRIMARY KEY (regression_id, sequence)
);
CREATE INDEX alert_event_untaken ON alert_event (at) WHERE taken_at IS NULL;
COMMENT ON TABLE alert_event IS 'What became of a regression, in order; written in the transaction that made it so.';
COMMENT ON COLUMN alert_event.body IS 'the regression as it was then';
COMMENT ON COLUMN alert_event.taken_at IS 'when the rules were asked who is to be told; NULL: not yet';

CREATE TABLE alert_delivery (
    delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    regression_id bigint NOT NULL,
    sequence bigint NOT NULL,
    rule text NOT NULL,
    receiver text NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    last_status integer,
    last_error text,
    UNIQUE (regression_id, sequence, rule, receiver),
    FOREIGN KEY (regression_id, sequence) REFERENCES alert_event ON DELETE CASCADE
);
CREATE INDEX alert_delivery_waiting ON alert_delivery (next_at) WHERE state = 'pending';
CREATE INDEX alert_delivery_in_order ON alert_delivery (regression_id, receiver, sequence)
    WHERE state = 'pending';
COMMENT ON TABLE alert_delivery IS 'A row an event, rule and receiver.';
COMMENT ON COLUMN alert_delivery.attempts IS 'tries that were begun since it was made or replayed';
COMMENT ON COLUMN alert_delivery.next_at IS 'when it may be tried (again); while a try is under way: when that counts as lost';
COMMENT ON COLUMN alert_delivery.since IS 'when it was made or replayed';
