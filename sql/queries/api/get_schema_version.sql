-- version int: the newest migration that was applied
SELECT coalesce(max(m.version), 0)::integer FROM schema_migration m
