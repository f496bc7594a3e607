/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "store/browse.h"

static struct regression_row row_of(const struct store_result *result, size_t row,
                                    struct arena *arena)
{
    return (struct regression_row){
        .test_id = store_int(result, row, 0),
        .test = arena_strdup(arena, store_text(result, row, 1)),
        .regression_id = store_int(result, row, 2),
        .uuid = arena_strdup(arena, store_text(result, row, 3)),
        .at = store_time(result, row, 4),
        .build = arena_strdup(arena, store_text(result, row, 5)),
        .build_url = arena_strdup(arena, store_text(result, row, 6)),
        .previous_uuid = arena_strdup(arena, store_text(result, row, 7)),
        .previous_build = arena_strdup(arena, store_text(result, row, 8)),
        .previous_build_url = arena_strdup(arena, store_text(result, row, 9)),
        .percent = store_double(result, row, 10),
        .pvalue = store_double(result, row, 11),
        .metrics = store_int(result, row, 12),
        .state = arena_strdup(arena, store_text(result, row, 13)),
        .first_seen_at = store_time(result, row, 14),
        .metric = arena_strdup(arena, store_text(result, row, 15)),
        .unit = arena_strdup(arena, store_text(result, row, 16)),
        .mean_before = store_double(result, row, 17),
        .mean_after = store_double(result, row, 18),
        .recovered_at = store_time(result, row, 19),
        .recovered_uuid = arena_strdup(arena, store_text(result, row, 20)),
        .recovered_build = arena_strdup(arena, store_text(result, row, 21)),
        .faded_at = store_time(result, row, 22),
        .faded_reason = arena_strdup(arena, store_text(result, row, 23)),
        .environment = arena_strdup(arena, store_text(result, row, 24)),
        .environment_score = store_double(result, row, 25),
        .environment_moved = store_int(result, row, 26),
        .environment_seen = store_int(result, row, 27),
    };
}

bool browse_regressions(struct store_connection *connection, struct arena *arena,
                        const struct regression_filter *filter, struct run_after after, size_t most,
                        struct regression_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_REGRESSIONS, &result, err,
                   filter->test_id ? P_INT(*filter->test_id) : P_NULL(), P_TEXT(filter->build),
                   P_TEXT(filter->state), P_TIME(filter->span.since_us),
                   P_TIME(filter->span.until_us), P_TIME(after.at), P_INT(after.test_id),
                   P_INT(after.run_id), P_INT((int64_t)most), P_SCOPE(filter->scope)))
        return false;
    const size_t count = store_rows(result);
    struct regression_row *rows = ARENA_ARRAY(arena, struct regression_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(result, i, arena);
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool browse_regression(struct store_connection *connection, struct arena *arena,
                       struct browse_scope scope, int64_t regression_id,
                       struct regression_row **ret_row, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_GET_REGRESSION, &result, err, P_INT(regression_id),
                   P_SCOPE(scope)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, "id", "there is no regression %" PRId64,
                         regression_id);
    struct regression_row *row = ARENA_NEW(arena, struct regression_row);
    *row = row_of(result, 0, arena);
    *ret_row = row;
    return true;
}

bool browse_members(struct store_connection *connection, struct arena *arena, int64_t test_id,
                    int64_t regression_id, struct member_row **ret_rows, size_t *ret_count,
                    struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_REGRESSION_MEMBERS, &result, err, P_INT(test_id),
                   P_INT(regression_id)))
        return false;
    const size_t count = store_rows(result);
    struct member_row *rows = ARENA_ARRAY(arena, struct member_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct member_row){
            .metric = arena_strdup(arena, store_text(result, i, 0)),
            .direction = (int)store_int(result, i, 1),
            .threshold = store_double(result, i, 2),
            .labels = arena_strdup(arena, store_text(result, i, 3)),
            .algorithm = arena_strdup(arena, store_text(result, i, 4)),
            .uuid = arena_strdup(arena, store_text(result, i, 5)),
            .at = store_time(result, i, 6),
            .mean_before = store_double(result, i, 7),
            .mean_after = store_double(result, i, 8),
            .stddev_before = store_double(result, i, 9),
            .stddev_after = store_double(result, i, 10),
            .pvalue = store_double(result, i, 11),
            .percent = store_double(result, i, 12),
            .unit = arena_strdup(arena, store_text(result, i, 13)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
