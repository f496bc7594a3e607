-- No parameters
-- Result: text kind, text table or function, text name, text definition; ordered
-- Partitions are left out (PostgreSQL holds them to their parent), so is what extensions own.
WITH ours AS (
    SELECT c.oid, c.relname::text AS owner, c.relkind
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
        AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), item AS (
    SELECT 'table' AS kind, owner, '' AS name,
        CASE relkind WHEN 'p' THEN 'table partitioned by ' || pg_get_partkeydef(oid)
            WHEN 'r' THEN 'table' ELSE 'view ' || pg_get_viewdef(oid) END AS definition
    FROM ours
    UNION ALL
    SELECT 'column', o.owner, a.attname::text,
        format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || CASE a.attidentity WHEN 'a' THEN ' always identity' WHEN 'd' THEN ' identity' ELSE '' END
        || CASE WHEN d.adbin IS NULL THEN ''
            WHEN a.attgenerated <> '' THEN ' generated ' || pg_get_expr(d.adbin, d.adrelid)
            ELSE ' default ' || pg_get_expr(d.adbin, d.adrelid) END
    FROM ours o
    JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT 'constraint', o.owner, c.conname::text,
        pg_get_constraintdef(c.oid) || CASE WHEN c.convalidated THEN '' ELSE ' (not valid)' END
    FROM ours o
    JOIN pg_constraint c ON c.conrelid = o.oid AND c.contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT CASE WHEN i.indisunique THEN 'unique index' ELSE 'index' END, o.owner, x.relname::text,
        pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END
    FROM ours o
    JOIN pg_index i ON i.indrelid = o.oid
    JOIN pg_class x ON x.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint c
        WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'trigger', o.owner, t.tgname::text, pg_get_triggerdef(t.oid)
    FROM ours o
    JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function', p.proname::text, pg_get_function_identity_arguments(p.oid),
        'returns ' || pg_get_function_result(p.oid) || ', body ' || md5(p.prosrc)
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
)
SELECT kind, owner, name, regexp_replace(definition, '\s+', ' ', 'g') AS definition
FROM item
ORDER BY owner COLLATE "C", kind COLLATE "C", name COLLATE "C"
