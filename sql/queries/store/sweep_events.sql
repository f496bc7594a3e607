-- $1 bigint: age in microseconds of the youngest event that goes
DELETE FROM event AS e WHERE e.at <= clock_timestamp() - $1::bigint * interval '1 microsecond'
