-- $1 timestamptz[]: times of documents
-- Result: integer partitions made
SELECT document_partitions_create($1)
