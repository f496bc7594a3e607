-- $1 bigint: statement timeout in milliseconds, 0 for none
-- Result: void columns nobody reads
SELECT set_config('search_path', 'public, pg_temp', false),
       set_config('timezone', 'UTC', false),
       set_config('datestyle', 'ISO, YMD', false),
       set_config('statement_timeout', $1::bigint::text, false),
       set_config('jit', 'off', false)
