-- $1 text: the last name of the page before ('' for the first), $2 bigint: most rows, $3 text[]:
-- only tokens bound to some of these projects and no other (NULL: all)
-- token_id bigint, name text, role text, projects text[], created_at timestamptz, created_by text,
-- expires_at timestamptz, last_used_at timestamptz
SELECT k.token_id, k.name, k.role, k.projects, k.created_at, k.created_by, k.expires_at,
    k.last_used_at
FROM token k
WHERE k.revoked_at IS NULL
    AND k.name COLLATE "C" > $1::text
    AND ($3::text[] IS NULL OR k.projects <@ $3::text[])
ORDER BY k.name COLLATE "C"
LIMIT $2::bigint
