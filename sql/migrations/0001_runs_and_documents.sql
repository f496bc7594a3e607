-- SPDX-License-Identifier: GPL-3.0-or-later
-- What ingest writes: tests, their runs, documents, series and points.
--
-- Ids are hashes of names (base/strmap.h: name_id), so the same input gives the same rows on every
-- machine and after every crash. The large tables carry test_id in their primary key, unique
-- constraints, foreign keys and joins, so that they distribute over servers by it. Tables whose
-- rows depend on when something was seen (run_pull, rejected_document) are book-keeping; run,
-- document, series and point hold no wall-clock time of ours.

CREATE TABLE test (
    test_id bigint PRIMARY KEY,
    name text NOT NULL UNIQUE,
    source text NOT NULL,
    config_file text NOT NULL,
    config_hash text NOT NULL,
    definition jsonb NOT NULL,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE test IS 'One entry of a test file: which runs belong, which metrics.';
COMMENT ON COLUMN test.test_id IS 'name_id(name)';
COMMENT ON COLUMN test.config_hash IS 'SHA-256 of the canonical definition; a change makes ingest pull the test''s runs anew';
COMMENT ON COLUMN test.active IS 'false: no longer in any test file; its history stays readable';

CREATE TABLE run (
    test_id bigint NOT NULL REFERENCES test,
    run_id bigint NOT NULL,
    uuid text NOT NULL,
    at timestamptz NOT NULL,
    build text,
    build_url text,
    metadata jsonb NOT NULL,
    settled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (test_id, run_id),
    UNIQUE (test_id, uuid)
);
CREATE INDEX run_by_time ON run (test_id, at, run_id);
CREATE INDEX run_by_uuid ON run (uuid);
CREATE INDEX run_by_build ON run (build, test_id);
COMMENT ON TABLE run IS 'A run as a member of a test; a run that two tests take has two rows.';
COMMENT ON COLUMN run.run_id IS 'name_id(uuid): the same in every test';
COMMENT ON COLUMN run.at IS 'the test''s time field of the earliest metadata document (ties: the smallest document id)';
COMMENT ON COLUMN run.build IS 'the test''s version field; NULL where the metadata has none';
COMMENT ON COLUMN run.settled IS 'all expected metrics are in, or the settling time is over; late documents set it back';

CREATE TABLE run_pull (
    test_id bigint NOT NULL,
    run_id bigint NOT NULL,
    first_seen_at timestamptz NOT NULL,
    pulled_at timestamptz,
    documents bigint NOT NULL DEFAULT 0,
    fingerprint text NOT NULL DEFAULT '',
    config_hash text NOT NULL DEFAULT '',
    PRIMARY KEY (test_id, run_id),
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE
);
COMMENT ON TABLE run_pull IS 'How far ingest got with a run: what the source held at the last pull.';
COMMENT ON COLUMN run_pull.fingerprint IS 'count and sequence numbers of the run''s documents in the source: differs when any was added or changed';

CREATE TABLE document (
    test_id bigint NOT NULL,
    run_id bigint NOT NULL,
    index_name text NOT NULL,
    document_id text NOT NULL,
    at timestamptz NOT NULL,
    body json NOT NULL,
    PRIMARY KEY (test_id, run_id, at, index_name, document_id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE document IS 'Result documents that a test''s metrics matched, as they came; partitioned by month, kept for the retention time.';

-- A wrong clock must not make a table a month for ever: times outside this century share two.
CREATE TABLE document_before_2000 PARTITION OF document
    FOR VALUES FROM (MINVALUE) TO ('2000-01-01 00:00:00+00');
CREATE TABLE document_after_2099 PARTITION OF document
    FOR VALUES FROM ('2100-01-01 00:00:00+00') TO (MAXVALUE);

-- Made apart and attached: PARTITION OF would wait for every writer of document, and they for it.
CREATE FUNCTION document_partitions_create(times timestamptz[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    month timestamp;
    partition text;
    made integer := 0;
BEGIN
    FOR month IN
        SELECT DISTINCT date_trunc('month', t AT TIME ZONE 'UTC') FROM unnest(times) AS t
        WHERE t >= '2000-01-01 00:00:00+00' AND t < '2100-01-01 00:00:00+00' ORDER BY 1
    LOOP
        partition := 'document_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'document'::regclass AND c.relname = partition);
        PERFORM pg_advisory_xact_lock(hashtextextended('rigel document partitions', 0));
        CONTINUE WHEN EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'document'::regclass AND c.relname = partition);
        EXECUTE format('CREATE TABLE %I (LIKE document INCLUDING ALL)', partition);
        EXECUTE format('ALTER TABLE document ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            partition, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION document_partitions_create IS 'The monthly partitions of document that these times need; how many were made. Several processes may call it at once, in READ COMMITTED.';

CREATE FUNCTION document_partitions_drop(before timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    PERFORM set_config('lock_timeout', '5s', true);
    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'document'::regclass AND c.relname ~ '^document_[0-9]{4}_[0-9]{2}$'
            AND (to_timestamp(substr(c.relname, 10) || ' +00', 'YYYY_MM TZH') AT TIME ZONE 'UTC'
                + interval '1 month') AT TIME ZONE 'UTC' <= before
        ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    IF before >= '2000-01-01 00:00:00+00' AND EXISTS (SELECT FROM document_before_2000) THEN
        TRUNCATE document_before_2000;
        dropped := dropped + 1;
    END IF;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION document_partitions_drop IS 'Drops the partitions of document that end at or before this time; how many. Gives up after 5 s behind a reader or writer.';

CREATE TABLE rejected_document (
    source text NOT NULL,
    index_name text NOT NULL,
    document_id text NOT NULL,
    test text NOT NULL DEFAULT '',
    run_uuid text NOT NULL DEFAULT '',
    field text NOT NULL DEFAULT '',
    reason text NOT NULL,
    excerpt text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, index_name, document_id, test, field)
);
COMMENT ON TABLE rejected_document IS 'Documents put aside, with the reason; one bad document never stops the rest.';
COMMENT ON COLUMN rejected_document.document_id IS 'the id in its index, or file:line where it came from a file';

CREATE TABLE series (
    test_id bigint NOT NULL REFERENCES test,
    series_id bigint NOT NULL,
    metric text NOT NULL,
    position integer NOT NULL,
    direction smallint NOT NULL,
    threshold double precision NOT NULL,
    labels text[] NOT NULL DEFAULT '{}',
    correlation text NOT NULL DEFAULT '',
    context integer NOT NULL DEFAULT 5,
    active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (test_id, series_id),
    UNIQUE (test_id, metric)
);
COMMENT ON TABLE series IS 'One metric of one test over runs.';
COMMENT ON COLUMN series.series_id IS 'name_id(test name, metric)';
COMMENT ON COLUMN series.metric IS 'the column name: name_field, name_aggregation or name_percentiles_P';
COMMENT ON COLUMN series.position IS 'order in the configuration';
COMMENT ON COLUMN series.threshold IS 'percent, absolute value';

CREATE TABLE point (
    test_id bigint NOT NULL,
    series_id bigint NOT NULL,
    run_id bigint NOT NULL,
    at timestamptz NOT NULL,
    value double precision NOT NULL,
    samples bigint NOT NULL,
    minimum double precision,
    maximum double precision,
    mean double precision,
    sum double precision,
    stddev double precision,
    PRIMARY KEY (test_id, series_id, run_id),
    FOREIGN KEY (test_id, series_id) REFERENCES series,
    FOREIGN KEY (test_id, run_id) REFERENCES run ON DELETE CASCADE
);
CREATE INDEX point_by_time ON point (test_id, series_id, at, run_id);
COMMENT ON TABLE point IS 'A metric''s value for one run. A run without a row is a gap.';
COMMENT ON COLUMN point.at IS 'run.at, repeated so that a series is read in order from one index';
COMMENT ON COLUMN point.stddev IS 'of the samples, divisor n; NULL, as the others, where the cluster aggregated and did not say';
