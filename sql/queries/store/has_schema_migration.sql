-- No parameters
-- Result: boolean the database was migrated at least once
SELECT to_regclass('schema_migration') IS NOT NULL
