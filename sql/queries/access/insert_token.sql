-- $1 text: name, $2 text: SHA-256 of the token in hexadecimal, $3 text: role, $4 text[]: projects
-- (NULL: all), $5 timestamptz: expires (NULL: never), $6 text: who made it
-- created_at timestamptz; no row: a token of that name is there
INSERT INTO token (name, hash, role, projects, expires_at, created_by)
VALUES ($1::text, decode($2::text, 'hex'), $3::text, $4::text[], $5::timestamptz, $6::text)
ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
RETURNING created_at
