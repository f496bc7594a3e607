-- No parameters, no result
ROLLBACK
