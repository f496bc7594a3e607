-- No parameters
-- Result: integer version, text name, text SHA-256 of its text; ascending
SELECT version, name, sha256 FROM schema_migration ORDER BY version
