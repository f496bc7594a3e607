/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/browse.h"

bool browse_change_points(struct store_connection *connection, struct arena *arena,
                          const struct change_point_filter *filter, struct change_point_after after,
                          size_t most, struct change_point_row **ret_rows, size_t *ret_count,
                          struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_CHANGE_POINTS, &result, err,
                   filter->test_id ? P_INT(*filter->test_id) : P_NULL(), P_TEXT(filter->metric),
                   P_TEXT(filter->algorithm), P_TIME(filter->span.since_us),
                   P_TIME(filter->span.until_us), P_TIME(after.run.at), P_INT(after.run.test_id),
                   P_INT(after.run.run_id), P_INT(after.series_id), P_TEXT(after.algorithm),
                   P_INT((int64_t)most), P_SCOPE(filter->scope)))
        return false;
    const size_t count = store_rows(result);
    struct change_point_row *rows = ARENA_ARRAY(arena, struct change_point_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct change_point_row){
            .test_id = store_int(result, i, 0),
            .test = arena_strdup(arena, store_text(result, i, 1)),
            .series_id = store_int(result, i, 2),
            .metric = arena_strdup(arena, store_text(result, i, 3)),
            .algorithm = arena_strdup(arena, store_text(result, i, 4)),
            .run_id = store_int(result, i, 5),
            .uuid = arena_strdup(arena, store_text(result, i, 6)),
            .at = store_time(result, i, 7),
            .build = arena_strdup(arena, store_text(result, i, 8)),
            .build_url = arena_strdup(arena, store_text(result, i, 9)),
            .position = store_int(result, i, 10),
            .mean_before = store_double(result, i, 11),
            .mean_after = store_double(result, i, 12),
            .stddev_before = store_double(result, i, 13),
            .stddev_after = store_double(result, i, 14),
            .pvalue = store_double(result, i, 15),
            .percent = store_double(result, i, 16),
            .dropped_by = arena_strdup(arena, store_text(result, i, 17)),
            .has_regression = !store_is_null(result, i, 18),
            .regression_id = store_int(result, i, 18),
            .unit = arena_strdup(arena, store_text(result, i, 19)),
            .evidence = store_double(result, i, 20),
            .least = store_double(result, i, 21),
            .most = store_double(result, i, 22),
            .has_settled = !store_is_null(result, i, 23),
            .settled = store_bool(result, i, 23),
            .first_uuid = arena_strdup(arena, store_text(result, i, 24)),
            .first_build = arena_strdup(arena, store_text(result, i, 25)),
            .last_uuid = arena_strdup(arena, store_text(result, i, 26)),
            .last_build = arena_strdup(arena, store_text(result, i, 27)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
