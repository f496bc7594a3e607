-- $1 text: table, $2 boolean: distributed by test_id (else a reference table)
-- Result: boolean it was not placed yet
SELECT citus_place_table($1, $2)
