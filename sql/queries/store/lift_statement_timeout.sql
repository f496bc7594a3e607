-- No parameters; for the rest of the transaction
-- Result: text nobody reads
SELECT set_config('statement_timeout', '0', true)
