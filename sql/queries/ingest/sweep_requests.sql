-- $1 bigint: age in microseconds of the youngest request that goes
DELETE FROM ingest_request AS q
WHERE q.requested_at <= clock_timestamp() - $1::bigint * interval '1 microsecond'
