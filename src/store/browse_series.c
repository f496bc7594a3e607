/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/browse.h"

static struct series_row series_of(const struct store_result *result, size_t row,
                                   struct arena *arena)
{
    return (struct series_row){
        .series_id = store_int(result, row, 0),
        .metric = arena_strdup(arena, store_text(result, row, 1)),
        .position = store_int(result, row, 2),
        .direction = (int)store_int(result, row, 3),
        .threshold = store_double(result, row, 4),
        .labels = arena_strdup(arena, store_text(result, row, 5)),
        .correlation = arena_strdup(arena, store_text(result, row, 6)),
        .context = (int)store_int(result, row, 7),
        .regression_algorithm = arena_strdup(arena, store_text(result, row, 14)),
        .active = store_bool(result, row, 8),
        .points = store_int(result, row, 9),
        .has_points = !store_is_null(result, row, 10),
        .last_at = store_time(result, row, 10),
        .unit = arena_strdup(arena, store_text(result, row, 11)),
        .limit_min = store_double(result, row, 12),
        .limit_max = store_double(result, row, 13),
    };
}

bool browse_series(struct store_connection *connection, struct arena *arena, int64_t test_id,
                   struct series_after after, size_t most, struct series_row **ret_rows,
                   size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_SERIES, &result, err, P_INT(test_id),
                   P_INT(after.position), P_TEXT(after.metric), P_INT((int64_t)most), P_NULL()))
        return false;
    const size_t count = store_rows(result);
    struct series_row *rows = ARENA_ARRAY(arena, struct series_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = series_of(result, i, arena);
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_one_series(struct store_connection *connection, struct arena *arena, int64_t test_id,
                       const char *metric, struct series_row **ret_row, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_SERIES, &result, err, P_INT(test_id), P_INT(-1),
                   P_TEXT(""), P_INT(1), P_TEXT(metric)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, "metric", "the test has no metric '%s'", metric);
    struct series_row *row = ARENA_NEW(arena, struct series_row);
    *row = series_of(result, 0, arena);
    *ret_row = row;
    return true;
}

bool browse_analyses(struct store_connection *connection, struct arena *arena, int64_t test_id,
                     int64_t series_id, struct analysis_row **ret_rows, size_t *ret_count,
                     struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_ANALYSES, &result, err, P_INT(test_id),
                   P_INT(series_id)))
        return false;
    const size_t count = store_rows(result);
    struct analysis_row *rows = ARENA_ARRAY(arena, struct analysis_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct analysis_row){
            .algorithm = arena_strdup(arena, store_text(result, i, 0)),
            .config_hash = arena_strdup(arena, store_text(result, i, 1)),
            .points = store_int(result, i, 2),
            .has_last = !store_is_null(result, i, 3),
            .last_at = store_time(result, i, 3),
            .last_uuid = arena_strdup(arena, store_text(result, i, 4)),
            .waiting = store_bool(result, i, 5),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_points(struct store_connection *connection, struct arena *arena, int64_t test_id,
                   int64_t series_id, struct browse_span span, struct run_after after, size_t most,
                   struct point_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_POINTS, &result, err, P_INT(test_id),
                   P_INT(series_id), P_TIME(span.since_us), P_TIME(span.until_us), P_TIME(after.at),
                   P_INT(after.run_id), P_INT((int64_t)most)))
        return false;
    const size_t count = store_rows(result);
    struct point_row *rows = ARENA_ARRAY(arena, struct point_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct point_row){
            .run_id = store_int(result, i, 0),
            .uuid = arena_strdup(arena, store_text(result, i, 1)),
            .at = store_time(result, i, 2),
            .build = arena_strdup(arena, store_text(result, i, 3)),
            .build_url = arena_strdup(arena, store_text(result, i, 4)),
            .flags = {.settled = store_bool(result, i, 5),
                      .excluded = arena_strdup(arena, store_text(result, i, 13)),
                      .confirms = store_int(result, i, 14),
                      .in_baseline = store_bool(result, i, 15)},
            .has_value = !store_is_null(result, i, 6),
            .value = store_double(result, i, 6),
            .samples = store_int(result, i, 7),
            .minimum = store_double(result, i, 8),
            .maximum = store_double(result, i, 9),
            .mean = store_double(result, i, 10),
            .sum = store_double(result, i, 11),
            .stddev = store_double(result, i, 12),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
