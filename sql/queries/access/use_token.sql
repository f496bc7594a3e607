-- $1 bigint: token_id
UPDATE token
SET last_used_at = date_trunc('minute', now())
WHERE token_id = $1::bigint
    AND last_used_at IS DISTINCT FROM date_trunc('minute', now())
