-- No parameters, no result
COMMIT
