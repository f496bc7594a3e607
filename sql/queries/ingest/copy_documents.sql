-- Documents as they came.
-- Columns: test_id bigint, run_id bigint, index_name text, document_id text, at timestamptz,
--          body json
COPY document (test_id, run_id, index_name, document_id, at, body) FROM STDIN
