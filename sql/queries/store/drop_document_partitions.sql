-- $1 timestamptz: documents from this time on are kept
-- Result: integer partitions dropped
SELECT document_partitions_drop($1)
