-- $1 timestamptz: from (inclusive), $2 timestamptz: to (exclusive), $3 timestamptz and $4 bigint:
-- at and audit_id of the last row of the page before, $5 bigint: most rows
-- audit_id bigint, at timestamptz, who text, address text, action text, subject text, detail json
SELECT a.audit_id, a.at, a.who, a.address, a.action, a.subject, a.detail
FROM audit a
WHERE a.at >= $1::timestamptz AND a.at < $2::timestamptz
    AND (a.at, a.audit_id) < ($3::timestamptz, $4::bigint)
ORDER BY a.at DESC, a.audit_id DESC
LIMIT $5::bigint
