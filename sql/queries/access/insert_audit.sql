-- $1 text: who, $2 text: address ('' where nobody came over the network), $3 text: action,
-- $4 text: subject, $5 text: detail, JSON (NULL: none)
INSERT INTO audit (who, address, action, subject, detail)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::text::json)
