-- Writes a configured test; a row that is already so is not touched.
-- $1 bigint: test_id
-- $2 text: name
-- $3 text: source
-- $4 text: config_file
-- $5 text: config_hash
-- $6 jsonb: definition
-- $7 text: project
INSERT INTO test AS t (test_id, name, source, config_file, config_hash, definition, project, active)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, true)
ON CONFLICT (test_id) DO UPDATE
SET name = EXCLUDED.name, source = EXCLUDED.source, config_file = EXCLUDED.config_file,
    config_hash = EXCLUDED.config_hash, definition = EXCLUDED.definition,
    project = EXCLUDED.project, active = true
WHERE (t.name, t.source, t.config_file, t.config_hash, t.definition, t.project, t.active)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.source, EXCLUDED.config_file, EXCLUDED.config_hash,
                      EXCLUDED.definition, EXCLUDED.project, true)
