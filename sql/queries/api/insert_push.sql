-- Keeps the answer of a push under its idempotency key.
-- $1 text: source
-- $2 text: idempotency key
-- $3 text: hash of the request
-- $4 text: answer, JSON
-- Result: none; no row is inserted where the key is there
INSERT INTO push (source, idempotency_key, request_hash, answer)
VALUES ($1, $2, $3, $4::text::json)
ON CONFLICT DO NOTHING
