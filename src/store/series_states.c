/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/series_states.h"

#include <string.h>

static const unsigned char *copy_bytes(struct arena *arena, const struct store_result *result,
                                       size_t row, int column, size_t *ret_size)
{
    const unsigned char *bytes = store_bytes(result, row, column, ret_size);
    unsigned char *copy = ARENA_ARRAY(arena, unsigned char, *ret_size + 1);

    if (*ret_size > 0)
        memcpy(copy, bytes, *ret_size);
    return copy;
}

bool series_states_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const int64_t *series_ids, size_t count, const char *options,
                        struct series_state **ret_states, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (count == 0) {
        *ret_states = NULL;
        *ret_count = 0;
        return true;
    }
    if (!STORE_RUN(connection, QUERY_DETECT_LIST_SERIES_STATES, &result, err, P_INT(test_id),
                   P_INTS(series_ids, count), P_TEXT(options)))
        return false;

    struct series_state *states = ARENA_ARRAY(arena, struct series_state, store_rows(result) + 1);

    for (size_t i = 0; i < store_rows(result); i++) {
        states[i] =
            (struct series_state){.series_id = store_int(result, i, 0),
                                  .algorithm = arena_strdup(arena, store_text(result, i, 1)),
                                  .points = store_int(result, i, 2),
                                  .last_run_id = store_int(result, i, 3),
                                  .last_at = store_time(result, i, 4),
                                  .points_hash = store_int(result, i, 5)};
        if (!store_is_null(result, i, 6))
            states[i].bytes = copy_bytes(arena, result, i, 6, &states[i].size);
    }
    *ret_states = states;
    *ret_count = store_rows(result);
    return true;
}

bool series_states_save(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const char *options, const struct series_state *states, size_t count,
                        struct error *err)
{
    int64_t *series = ARENA_ARRAY(arena, int64_t, count + 1);
    const char **algorithms = ARENA_ARRAY(arena, const char *, count + 1);
    int64_t *points = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *runs = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *times = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *hashes = ARENA_ARRAY(arena, int64_t, count + 1);
    struct store_bytes *bytes = ARENA_ARRAY(arena, struct store_bytes, count + 1);

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        series[i] = states[i].series_id;
        algorithms[i] = states[i].algorithm;
        points[i] = states[i].points;
        runs[i] = states[i].last_run_id;
        times[i] = states[i].last_at;
        hashes[i] = states[i].points_hash;
        bytes[i] = (struct store_bytes){.data = states[i].bytes, .size = states[i].size};
    }
    return STORE_RUN(connection, QUERY_DETECT_UPSERT_SERIES_STATES, NULL, err, P_INT(test_id),
                     P_TEXT(options), P_INTS(series, count), P_TEXTS(algorithms, count),
                     P_INTS(points, count), P_INTS(runs, count), P_TIMES(times, count),
                     P_INTS(hashes, count), P_BYTES(bytes, count));
}

bool series_states_drop(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const struct series_state *states, size_t count, struct error *err)
{
    int64_t *series = ARENA_ARRAY(arena, int64_t, count + 1);
    const char **algorithms = ARENA_ARRAY(arena, const char *, count + 1);

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        series[i] = states[i].series_id;
        algorithms[i] = states[i].algorithm;
    }
    return STORE_RUN(connection, QUERY_DETECT_DELETE_SERIES_STATES, NULL, err, P_INT(test_id),
                     P_INTS(series, count), P_TEXTS(algorithms, count));
}
