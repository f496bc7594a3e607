-- SPDX-License-Identifier: GPL-3.0-or-later
-- Documents that came over HTTP, and requests to pull at once.

CREATE TABLE pushed_document (
    source text NOT NULL,
    run_uuid text NOT NULL,
    index_name text NOT NULL,
    document_id text NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    pushed_at timestamptz NOT NULL DEFAULT now(),
    body json NOT NULL,
    PRIMARY KEY (source, run_uuid, index_name, document_id) INCLUDE (sequence)
);
CREATE INDEX pushed_document_newest ON pushed_document (source, pushed_at) INCLUDE (run_uuid);
COMMENT ON TABLE pushed_document IS 'Documents as they were pushed: what a search cluster holds for other sources.';
COMMENT ON COLUMN pushed_document.source IS 'name of the source of type push';
COMMENT ON COLUMN pushed_document.sequence IS 'new with every write: a changed document is seen by it';

CREATE TABLE push (
    source text NOT NULL,
    idempotency_key text NOT NULL,
    request_hash text NOT NULL,
    pushed_at timestamptz NOT NULL DEFAULT now(),
    answer json NOT NULL,
    PRIMARY KEY (source, idempotency_key)
);
CREATE INDEX push_by_time ON push (pushed_at);
COMMENT ON TABLE push IS 'Answers of pushes that carried an idempotency key: the same push again gets the same answer.';

CREATE TABLE ingest_request (
    request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid text NOT NULL,
    test text,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_by text[] NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE ingest_request IS 'Runs that somebody wants pulled now; each source answers those it serves, old ones are swept.';
COMMENT ON COLUMN ingest_request.answered_by IS 'names of the sources that looked for the run since';
COMMENT ON COLUMN ingest_request.test IS 'only this test; NULL: every one';
