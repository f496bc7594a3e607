/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/compare.h"

#include <math.h>

bool compare_load_runs(struct store_connection *connection, struct arena *arena,
                       struct browse_scope scope, const int64_t *test_id,
                       const struct compare_selector *selector, size_t most,
                       struct compare_run **ret_runs, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_COMPARE_RUNS, &result, err, P_TEXT(selector->build),
                   P_TEXT(selector->uuid), P_TEXT(selector->pull), P_TEXT(selector->organization),
                   P_TEXT(selector->repository), test_id ? P_INT(*test_id) : P_NULL(),
                   P_SCOPE(scope), P_BOOL(selector->baseline_only), P_INT((int64_t)most)))
        return false;
    const size_t count = store_rows(result);
    struct compare_run *runs = ARENA_ARRAY(arena, struct compare_run, count + 1);
    for (size_t i = 0; i < count; i++)
        runs[i] = (struct compare_run){
            .test_id = store_int(result, i, 0),
            .test = arena_strdup(arena, store_text(result, i, 1)),
            .run_id = store_int(result, i, 2),
            .uuid = arena_strdup(arena, store_text(result, i, 3)),
            .at = store_time(result, i, 4),
            .build = arena_strdup(arena, store_text(result, i, 5)),
            .build_url = arena_strdup(arena, store_text(result, i, 6)),
        };
    *ret_runs = runs;
    *ret_count = count;
    return true;
}

bool compare_find_newest_build(struct store_connection *connection, struct arena *arena,
                               struct browse_scope scope, const int64_t *test_id,
                               const char **ret_build, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_FIND_NEWEST_BUILD, &result, err,
                   test_id ? P_INT(*test_id) : P_NULL(), P_SCOPE(scope)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, "head", "there is no run of any build");
    *ret_build = arena_strdup(arena, store_text(result, 0, 0));
    return true;
}

bool compare_load_series(struct store_connection *connection, struct arena *arena,
                         const int64_t *test_ids, size_t test_count,
                         struct compare_series **ret_series, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_COMPARE_SERIES, &result, err,
                   P_INTS(test_ids, test_count)))
        return false;
    const size_t count = store_rows(result);
    struct compare_series *series = ARENA_ARRAY(arena, struct compare_series, count + 1);
    for (size_t i = 0; i < count; i++)
        series[i] = (struct compare_series){
            .test_id = store_int(result, i, 0),
            .test = arena_strdup(arena, store_text(result, i, 1)),
            .series_id = store_int(result, i, 2),
            .metric = arena_strdup(arena, store_text(result, i, 3)),
            .unit = arena_strdup(arena, store_text(result, i, 4)),
            .direction = (int)store_int(result, i, 5),
            .threshold = store_double(result, i, 6),
            .limit_min = store_double(result, i, 7),
            .limit_max = store_double(result, i, 8),
        };
    *ret_series = series;
    *ret_count = count;
    return true;
}

bool compare_load_values(struct store_connection *connection, struct arena *arena,
                         const struct compare_run *runs, size_t run_count,
                         struct compare_value **ret_values, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;
    int64_t *test_ids = ARENA_ARRAY(arena, int64_t, run_count + 1);
    int64_t *run_ids = ARENA_ARRAY(arena, int64_t, run_count + 1);

    for (size_t i = 0; i < run_count; i++) {
        test_ids[i] = runs[i].test_id;
        run_ids[i] = runs[i].run_id;
    }
    if (!STORE_RUN(connection, QUERY_API_LIST_COMPARE_VALUES, &result, err,
                   P_INTS(test_ids, run_count), P_INTS(run_ids, run_count)))
        return false;
    struct compare_value *values = ARENA_ARRAY(arena, struct compare_value, store_rows(result) + 1);
    size_t count = 0;
    for (size_t i = 0; i < store_rows(result); i++)
        if (isfinite(store_double(result, i, 2)))
            values[count++] = (struct compare_value){.test_id = store_int(result, i, 0),
                                                     .series_id = store_int(result, i, 1),
                                                     .value = store_double(result, i, 2)};
    *ret_values = values;
    *ret_count = count;
    return true;
}

bool compare_load_baseline(struct store_connection *connection, struct arena *arena,
                           const struct compare_run *until, const struct compare_baseline *options,
                           struct compare_value **ret_values, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_COMPARE_BASELINE, &result, err, P_INT(until->test_id),
                   P_TIME(until->at), P_INT(until->run_id), P_BOOL(options->inclusive),
                   P_INT((int64_t)options->most), P_DOUBLE(options->least_percent)))
        return false;
    struct compare_value *values = ARENA_ARRAY(arena, struct compare_value, store_rows(result) + 1);
    size_t count = 0;
    for (size_t i = 0; i < store_rows(result); i++)
        if (isfinite(store_double(result, i, 1)))
            values[count++] = (struct compare_value){
                .test_id = until->test_id,
                .series_id = store_int(result, i, 0),
                .value = store_double(result, i, 1),
                .run = {.test_id = until->test_id,
                        .run_id = store_int(result, i, 2),
                        .uuid = arena_strdup(arena, store_text(result, i, 3)),
                        .at = store_time(result, i, 4),
                        .build = arena_strdup(arena, store_text(result, i, 5)),
                        .build_url = arena_strdup(arena, store_text(result, i, 6))},
            };
    *ret_values = values;
    *ret_count = count;
    return true;
}
