/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/series_points.h"

#include <math.h>

#include "base/strmap.h"

/* Ids are hashes already: their low bits choose the slot. */
struct slot {
    int64_t id;
    size_t place; /* + 1; 0: empty */
};

struct id_index {
    struct slot *slots;
    size_t mask;
};

struct run_index {
    struct id_index ids;
};

static struct id_index id_index_of(struct arena *arena, size_t count)
{
    size_t size = 16;

    while (size < 2 * count)
        size *= 2;
    return (struct id_index){.slots = ARENA_ARRAY(arena, struct slot, size), .mask = size - 1};
}

static struct slot *slot_of(const struct id_index *index, int64_t id)
{
    size_t at = ((uint64_t)id ^ (uint64_t)id >> 32) & index->mask;

    while (index->slots[at].place && index->slots[at].id != id)
        at = (at + 1) & index->mask;
    return &index->slots[at];
}

static void id_index_put(const struct id_index *index, int64_t id, size_t place)
{
    *slot_of(index, id) = (struct slot){.id = id, .place = place + 1};
}

struct run_index *run_index_new(struct arena *arena, const struct test_history *history)
{
    struct run_index *index = ARENA_NEW(arena, struct run_index);

    index->ids = id_index_of(arena, history->run_count);
    for (size_t i = 0; i < history->run_count; i++)
        id_index_put(&index->ids, history->runs[i].run_id, i);
    return index;
}

bool run_index_find(const struct run_index *index, int64_t run_id, size_t *ret_row)
{
    const struct slot *slot = slot_of(&index->ids, run_id);

    if (!slot->place)
        return false;
    *ret_row = slot->place - 1;
    return true;
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
    history->analysed_runs = store_int(result, 0, 2);
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
            .regression_algorithm = arena_strdup(arena, store_text(result, i, 6)),
        };
    return true;
}

static double *gaps(struct arena *arena, size_t count)
{
    double *values = ARENA_ARRAY(arena, double, count + 1);

    for (size_t i = 0; i < count; i++)
        values[i] = NAN;
    return values;
}

/* One statement's worth of series: ids in arena, and which series of the history each is. */
struct reading {
    struct test_history *history;
    const struct run_index *runs;
    struct id_index series;
    int64_t *ids;
    size_t count, most;
};

static void take_points(const struct reading *reading, const struct store_result *result)
{
    int64_t run_id = 0;
    size_t row = 0;
    bool known = false;

    for (size_t i = 0; i < store_rows(result); i++) {
        const int64_t id = store_int(result, i, 1);
        const double value = store_double(result, i, 2);
        const struct slot *slot = slot_of(&reading->series, store_int(result, i, 0));

        /* Rows of one run mostly lie together. */
        if (i == 0 || id != run_id)
            known = run_index_find(reading->runs, id, &row);
        run_id = id;
        if (!known || !slot->place || !isfinite(value))
            continue;
        struct history_series *series = &reading->history->series[slot->place - 1];
        series->values[row] = value;
        series->points++;
    }
}

static bool read_some(struct store_connection *connection, struct reading *reading,
                      struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (reading->count == 0)
        return true;
    if (!STORE_RUN(connection, QUERY_DETECT_LIST_TEST_POINTS, &result, err,
                   P_INT(reading->history->test_id), P_INTS(reading->ids, reading->count)))
        return false;
    take_points(reading, result);
    reading->count = 0;
    return true;
}

bool series_points_load(struct store_connection *connection, struct arena *arena,
                        struct test_history *history, const bool *wanted, struct error *err)
{
    struct reading reading = {
        .history = history,
        .runs = run_index_new(arena, history),
        .series = id_index_of(arena, history->series_count),
        .ids = ARENA_ARRAY(arena, int64_t, history->series_count + 1),
        .most = 1 + SERIES_POINTS_MOST / (history->run_count + 1),
    };

    for (size_t i = 0; i < history->series_count; i++) {
        if (!wanted[i])
            continue;
        history->series[i].values = gaps(arena, history->run_count);
        history->series[i].points = 0;
        id_index_put(&reading.series, history->series[i].series_id, i);
        reading.ids[reading.count++] = history->series[i].series_id;
        if (reading.count == reading.most && !read_some(connection, &reading, err))
            return false;
    }
    return read_some(connection, &reading, err);
}

bool history_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                  struct test_history **ret_history, struct error *err)
{
    struct test_history *history = ARENA_NEW(arena, struct test_history);

    history->test_id = test_id;
    if (!load_test(connection, arena, history, err) ||
        !load_runs(connection, arena, history, err) ||
        !load_series(connection, arena, history, err))
        return false;
    *ret_history = history;
    return true;
}

int64_t history_runs_mark(const struct test_history *history)
{
    uint64_t hash = NAME_HASH_SEED;

    for (size_t i = 0; i < history->run_count; i++) {
        const uint64_t id = (uint64_t)history->runs[i].run_id;
        unsigned char bytes[8];

        for (unsigned b = 0; b < sizeof bytes; b++)
            bytes[b] = (unsigned char)(id >> (8 * b));
        hash = name_hash(hash, bytes, sizeof bytes);
    }
    return (int64_t)(hash >> 1 | 1);
}

bool history_runs_seen(struct store_connection *connection, struct test_history *history,
                       struct error *err)
{
    const int64_t mark = history_runs_mark(history);

    if (mark == history->analysed_runs)
        return true;
    if (!STORE_RUN(connection, QUERY_DETECT_SET_ANALYSED_RUNS, NULL, err, P_INT(history->test_id),
                   P_INT(mark)))
        return false;
    history->analysed_runs = mark;
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
