/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/browse.h"

static struct run_row row_of(const struct store_result *result, size_t row, struct arena *arena)
{
    return (struct run_row){
        .test_id = store_int(result, row, 0),
        .test = arena_strdup(arena, store_text(result, row, 1)),
        .run_id = store_int(result, row, 2),
        .uuid = arena_strdup(arena, store_text(result, row, 3)),
        .at = store_time(result, row, 4),
        .build = arena_strdup(arena, store_text(result, row, 5)),
        .build_url = arena_strdup(arena, store_text(result, row, 6)),
        .flags = {.settled = store_bool(result, row, 7),
                  .excluded = arena_strdup(arena, store_text(result, row, 8)),
                  .confirms = store_int(result, row, 9),
                  .in_baseline = store_bool(result, row, 10)},
    };
}

bool browse_runs(struct store_connection *connection, struct arena *arena,
                 struct browse_scope scope, const int64_t *test_id, const char *build,
                 struct browse_span span, struct run_after after, size_t most,
                 struct run_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;
    const struct store_param limit = P_INT((int64_t)most);
    const bool fine =
        test_id ? STORE_RUN(connection, QUERY_API_LIST_RUNS_OF_TEST, &result, err, P_INT(*test_id),
                            P_TEXT(build), P_TIME(span.since_us), P_TIME(span.until_us),
                            P_TIME(after.at), P_INT(after.run_id), limit)
                : STORE_RUN(connection, QUERY_API_LIST_RUNS, &result, err, P_TEXT(build),
                            P_TIME(span.since_us), P_TIME(span.until_us), P_TIME(after.at),
                            P_INT(after.test_id), P_INT(after.run_id), limit, P_SCOPE(scope));

    if (!fine)
        return false;
    const size_t count = store_rows(result);
    struct run_row *rows = ARENA_ARRAY(arena, struct run_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(result, i, arena);
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_run(struct store_connection *connection, struct arena *arena, struct browse_scope scope,
                const char *uuid, const int64_t *test_id, struct run_row **ret_rows,
                size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_GET_RUN, &result, err, P_TEXT(uuid),
                   test_id ? P_INT(*test_id) : P_NULL(), P_SCOPE(scope)))
        return false;
    const size_t count = store_rows(result);
    if (count == 0)
        return error_set(err, ERROR_NOT_FOUND, "uuid", "%s '%s'",
                         test_id ? "the test has no run" : "there is no run", uuid);
    struct run_row *rows = ARENA_ARRAY(arena, struct run_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(result, i, arena);
        rows[i].metadata = arena_strdup(arena, store_text(result, i, 11));
        rows[i].has_pull = !store_is_null(result, i, 12);
        rows[i].pulled_at = store_time(result, i, 12);
        rows[i].documents = store_int(result, i, 13);
    }
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_run_points(struct store_connection *connection, struct arena *arena, int64_t test_id,
                       int64_t run_id, struct run_point_row **ret_rows, size_t *ret_count,
                       struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_RUN_POINTS, &result, err, P_INT(test_id),
                   P_INT(run_id)))
        return false;
    const size_t count = store_rows(result);
    struct run_point_row *rows = ARENA_ARRAY(arena, struct run_point_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct run_point_row){
            .metric = arena_strdup(arena, store_text(result, i, 0)),
            .has_value = !store_is_null(result, i, 1),
            .value = store_double(result, i, 1),
            .samples = store_int(result, i, 2),
            .minimum = store_double(result, i, 3),
            .maximum = store_double(result, i, 4),
            .mean = store_double(result, i, 5),
            .sum = store_double(result, i, 6),
            .stddev = store_double(result, i, 7),
            .unit = arena_strdup(arena, store_text(result, i, 8)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
