-- SPDX-License-Identifier: GPL-3.0-or-later
-- Growth past one server: large tables over the nodes of a Citus cluster by test_id, small ones on
-- each. Does nothing until `rigel migrate --citus` calls it; the functions of Citus are named only
-- inside the text that runs then, so that a PostgreSQL without Citus takes this file.

CREATE FUNCTION citus_place_table(placed text, distributed boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    done boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = $1::regclass)'
        INTO done USING placed;
    IF done THEN
        RETURN false;
    END IF;
    -- Foreign keys to reference tables: the shards must be made one after another.
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    IF NOT distributed THEN
        EXECUTE 'SELECT create_reference_table($1::regclass)' USING placed;
    ELSIF placed = 'run' THEN
        EXECUTE 'SELECT create_distributed_table($1::regclass, ''test_id'')' USING placed;
    ELSE
        EXECUTE 'SELECT create_distributed_table($1::regclass, ''test_id'', colocate_with => ''run'')'
            USING placed;
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION citus_place_table IS 'Distributes a table by test_id beside run, or makes it a reference table; false where it was placed already.';
