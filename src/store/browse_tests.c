/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/browse.h"

static struct test_row row_of(const struct store_result *result, size_t row, struct arena *arena)
{
    return (struct test_row){
        .test_id = store_int(result, row, 0),
        .name = arena_strdup(arena, store_text(result, row, 1)),
        .source = arena_strdup(arena, store_text(result, row, 2)),
        .config_file = arena_strdup(arena, store_text(result, row, 3)),
        .config_hash = arena_strdup(arena, store_text(result, row, 4)),
        .active = store_bool(result, row, 5),
        .series = store_int(result, row, 6),
        .runs = store_int(result, row, 7),
        .has_runs = !store_is_null(result, row, 8),
        .first_at = store_time(result, row, 8),
        .last_at = store_time(result, row, 9),
        .open_regressions = store_int(result, row, 10),
        .project = arena_strdup(arena, store_text(result, row, 11)),
    };
}

bool browse_tests(struct store_connection *connection, struct arena *arena,
                  struct browse_scope scope, const char *after, size_t most,
                  struct test_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_TESTS, &result, err, P_TEXT(after),
                   P_INT((int64_t)most), P_SCOPE(scope)))
        return false;
    const size_t count = store_rows(result);
    struct test_row *rows = ARENA_ARRAY(arena, struct test_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(result, i, arena);
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_test(struct store_connection *connection, struct arena *arena,
                 struct browse_scope scope, const char *name, struct test_row **ret_row,
                 struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_GET_TEST, &result, err, P_TEXT(name), P_SCOPE(scope)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, "test", "no test is called '%s'", name);
    struct test_row *row = ARENA_NEW(arena, struct test_row);
    *row = row_of(result, 0, arena);
    row->definition = arena_strdup(arena, store_text(result, 0, 12));
    *ret_row = row;
    return true;
}

bool browse_test_id(struct store_connection *connection, struct browse_scope scope,
                    const char *name, int64_t *ret_test_id, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_FIND_TEST, &result, err, P_TEXT(name), P_SCOPE(scope)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, "test", "no test is called '%s'", name);
    *ret_test_id = store_int(result, 0, 0);
    return true;
}
