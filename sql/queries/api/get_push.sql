-- What a push of this key was answered.
-- $1 text: source
-- $2 text: idempotency key
-- Result: request_hash text, answer text; no row: there was none
SELECT p.request_hash, p.answer::text
FROM push AS p
WHERE p.source = $1 AND p.idempotency_key = $2
