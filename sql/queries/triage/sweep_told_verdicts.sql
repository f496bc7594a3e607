-- Forgets verdicts told long ago.
-- $1 bigint: age in microseconds
DELETE FROM told_verdict AS v
WHERE v.told_at <= clock_timestamp() - $1::bigint * interval '1 microsecond'
