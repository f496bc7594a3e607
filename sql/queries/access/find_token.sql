-- $1 text: SHA-256 of the token in hexadecimal
-- token_id bigint, name text, hash text (hexadecimal), role text, projects text[],
-- expires_at timestamptz, last_used_at timestamptz; no row: unknown, expired or revoked
SELECT k.token_id, k.name, encode(k.hash, 'hex'), k.role, k.projects, k.expires_at, k.last_used_at
FROM token k
WHERE k.hash = decode($1::text, 'hex')
    AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > now())
