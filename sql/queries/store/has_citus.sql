-- No parameters
-- Result: boolean the Citus extension is installed in this database
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')
