/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/series_points.h"

#include <math.h>
#include <stdlib.h>

struct run_place {
    int64_t run_id;
    size_t row;
};

static int compare_places(const void *left, const void *right)
{
    const struct run_place *a = left, *b = right;

    return a->run_id < b->run_id ? -1 : a->run_id > b->run_id;
}

static bool load_test(struct store_connection *connection, struct arena *arena,
                      struct test_history *history, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_GET_TEST, &result, err, P_INT(history->test_id)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, NULL, "no test has the id %lld",
                         (long long)history->test_id);
    history->test = arena_strdup(arena, store_text(result, 0, 0));
    history->config_hash = arena_strdup(arena, store_text(result, 0, 1));
    return true;
}

static bool load_runs(struct store_connection *connection, struct arena *arena,
                      struct test_history *history, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_TEST_RUNS, &result, err, P_INT(history->test_id)))
        return false;

    const size_t count = store_rows(result);
    struct history_run *runs = ARENA_ARRAY(arena, struct history_run, count + 1);

    for (size_t i = 0; i < count; i++)
        runs[i] = (struct history_run){
            .run_id = store_int(result, i, 0),
            .at = store_time(result, i, 1),
            .uuid = arena_strdup(arena, store_text(result, i, 2)),
            .build = arena_strdup(arena, store_text(result, i, 3)),
            .build_url = arena_strdup(arena, store_text(result, i, 4)),
            .settled = store_bool(result, i, 5),
        };
    history->runs = runs;
    history->run_count = count;
    return true;
}

static double *gaps(struct arena *arena, size_t count)
{
    double *values = ARENA_ARRAY(arena, double, count + 1);

    for (size_t i = 0; i < count; i++)
        values[i] = NAN;
    return values;
}

static bool load_series(struct store_connection *connection, struct arena *arena,
                        struct test_history *history, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_TEST_SERIES, &result, err,
                   P_INT(history->test_id)))
        return false;
    history->series_count = store_rows(result);
    history->series = ARENA_ARRAY(arena, struct history_series, history->series_count + 1);
    for (size_t i = 0; i < history->series_count; i++)
        history->series[i] = (struct history_series){
            .series_id = store_int(result, i, 0),
            .metric = arena_strdup(arena, store_text(result, i, 1)),
            .direction = (int)store_int(result, i, 2),
            .threshold = store_double(result, i, 3),
            .correlation = arena_strdup(arena, store_text(result, i, 4)),
            .context = (int)store_int(result, i, 5),
            .values = gaps(arena, history->run_count),
        };
    return true;
}

static struct history_series *find_series(struct test_history *history, int64_t series_id)
{
    for (size_t i = 0; i < history->series_count; i++)
        if (history->series[i].series_id == series_id)
            return &history->series[i];
    return NULL;
}

static struct run_place *sorted_places(struct arena *arena, const struct test_history *history)
{
    struct run_place *places = ARENA_ARRAY(arena, struct run_place, history->run_count + 1);

    for (size_t i = 0; i < history->run_count; i++)
        places[i] = (struct run_place){.run_id = history->runs[i].run_id, .row = i};
    qsort(places, history->run_count, sizeof *places, compare_places);
    return places;
}

static bool load_points(struct store_connection *connection, struct arena *arena,
                        struct test_history *history, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_TEST_POINTS, &result, err,
                   P_INT(history->test_id)))
        return false;

    const struct run_place *places = sorted_places(arena, history);
    struct history_series *series = NULL;

    for (size_t i = 0; i < store_rows(result); i++) {
        const int64_t series_id = store_int(result, i, 0);
        const struct run_place key = {.run_id = store_int(result, i, 1)};
        const struct run_place *place =
            bsearch(&key, places, history->run_count, sizeof *places, compare_places);
        const double value = store_double(result, i, 2);

        /* Rows come series by series. */
        if (!series || series->series_id != series_id)
            series = find_series(history, series_id);
        if (!series || !place || !isfinite(value))
            continue;
        series->values[place->row] = value;
        series->points++;
    }
    return true;
}

bool series_points_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        struct test_history **ret_history, struct error *err)
{
    struct test_history *history = ARENA_NEW(arena, struct test_history);

    history->test_id = test_id;
    if (!load_test(connection, arena, history, err) ||
        !load_runs(connection, arena, history, err) ||
        !load_series(connection, arena, history, err) ||
        !load_points(connection, arena, history, err))
        return false;
    *ret_history = history;
    return true;
}

bool history_find_run(const struct test_history *history, int64_t run_id, int64_t at,
                      size_t *ret_row)
{
    size_t low = 0, high = history->run_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct history_run *run = &history->runs[middle];

        if (run->at < at || (run->at == at && run->run_id < run_id))
            low = middle + 1;
        else
            high = middle;
    }
    *ret_row = low;
    return low < history->run_count && history->runs[low].run_id == run_id;
}
