-- $1 text: name, $2 text[]: only a token bound to some of these projects and no other (NULL: any)
UPDATE token
SET revoked_at = now()
WHERE name = $1::text
    AND revoked_at IS NULL
    AND ($2::text[] IS NULL OR projects <@ $2::text[])
