/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/browse.h"

bool browse_regression_counts(struct store_connection *connection, struct arena *arena,
                              struct state_count **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_API_COUNT_REGRESSIONS, NULL, 0, &result, err))
        return false;
    const size_t count = store_rows(result);
    struct state_count *rows = ARENA_ARRAY(arena, struct state_count, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct state_count){.state = arena_strdup(arena, store_text(result, i, 0)),
                                       .count = store_int(result, i, 1)};
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_waiting_series(struct store_connection *connection, int64_t *ret_count,
                           struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_API_COUNT_WAITING_SERIES, NULL, 0, &result, err))
        return false;
    *ret_count = store_int(result, 0, 0);
    return true;
}

bool browse_schema_version(struct store_connection *connection, int *ret_version, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_API_GET_SCHEMA_VERSION, NULL, 0, &result, err))
        return false;
    *ret_version = (int)store_int(result, 0, 0);
    return true;
}
