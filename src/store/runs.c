/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/runs.h"

#include "store/test_state.h"

/* The columns of rows as arrays, the form in which a statement takes many rows. */
struct run_columns {
    int64_t *ids, *ats, *confirms;
    const char **uuids, **builds, **urls, **metadata;
};

static struct run_columns columns_of(struct arena *arena, const struct run_row *rows, size_t count)
{
    struct run_columns columns = {
        .ids = ARENA_ARRAY(arena, int64_t, count),
        .ats = ARENA_ARRAY(arena, int64_t, count),
        .confirms = ARENA_ARRAY(arena, int64_t, count),
        .uuids = ARENA_ARRAY(arena, const char *, count),
        .builds = ARENA_ARRAY(arena, const char *, count),
        .urls = ARENA_ARRAY(arena, const char *, count),
        .metadata = ARENA_ARRAY(arena, const char *, count),
    };

    for (size_t i = 0; i < count; i++) {
        columns.ids[i] = rows[i].run_id;
        columns.ats[i] = rows[i].at;
        columns.confirms[i] = rows[i].confirms;
        columns.uuids[i] = rows[i].uuid;
        columns.builds[i] = rows[i].build;
        columns.urls[i] = rows[i].build_url;
        columns.metadata[i] = rows[i].metadata;
    }
    return columns;
}

static const int64_t *first_column(struct arena *arena, const struct store_result *result)
{
    int64_t *items = ARENA_ARRAY(arena, int64_t, store_rows(result));

    for (size_t i = 0; i < store_rows(result); i++)
        items[i] = store_int(result, i, 0);
    return items;
}

bool store_runs_write(struct store_connection *connection, struct arena *arena, int64_t test_id,
                      const struct run_row *rows, const int64_t *first_seen_at, size_t count,
                      const int64_t **ret_series, size_t *ret_series_count, struct error *err)
{
    const struct run_columns columns = columns_of(arena, rows, count);
    AUTO_RESULT *written = NULL;
    AUTO_RESULT *moved = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_UPSERT_RUNS, &written, err, P_INT(test_id),
                   P_INTS(columns.ids, count), P_TEXTS(columns.uuids, count),
                   P_TIMES(columns.ats, count), P_TEXTS(columns.builds, count),
                   P_TEXTS(columns.urls, count), P_TEXTS(columns.metadata, count),
                   P_INTS(columns.confirms, count)) ||
        !STORE_RUN(connection, QUERY_INGEST_INSERT_RUN_PULLS, NULL, err, P_INT(test_id),
                   P_INTS(columns.ids, count), P_TIMES(first_seen_at, count)))
        return false;
    const int64_t *changed = first_column(arena, written);
    const size_t changed_count = store_rows(written);
    int64_t *remarked = ARENA_ARRAY(arena, int64_t, changed_count);
    size_t remarked_count = 0;
    for (size_t i = 0; i < changed_count; i++)
        if (store_bool(written, i, 1))
            remarked[remarked_count++] = changed[i];
    if (!STORE_RUN(connection, QUERY_INGEST_MOVE_POINTS, &moved, err, P_INT(test_id),
                   P_INTS(changed, changed_count), P_INTS(remarked, remarked_count)) ||
        !STORE_RUN(connection, QUERY_INGEST_FORGET_FINGERPRINTS, NULL, err, P_INT(test_id),
                   P_INTS(changed, changed_count)) ||
        (changed_count > 0 && !store_test_touch(connection, test_id, err)))
        return false;
    *ret_series = first_column(arena, moved);
    *ret_series_count = store_rows(moved);
    return true;
}

bool store_runs_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                     const char *uuid, const struct run_state **ret_runs, size_t *ret_count,
                     struct error *err)
{
    AUTO_RESULT *result = NULL;
    const struct store_param params[] = {P_INT(test_id), P_TEXT(uuid)};

    if (!store_run(connection, uuid ? QUERY_INGEST_SELECT_RUN : QUERY_INGEST_SELECT_RUNS, params,
                   uuid ? 2 : 1, &result, err))
        return false;
    struct run_state *runs = ARENA_ARRAY(arena, struct run_state, store_rows(result));
    for (size_t i = 0; i < store_rows(result); i++)
        runs[i] = (struct run_state){
            .run_id = store_int(result, i, 0),
            .uuid = arena_strdup(arena, store_text(result, i, 1)),
            .at = store_time(result, i, 2),
            .settled = store_bool(result, i, 3),
            .first_seen_at = store_time(result, i, 4),
            .documents = store_int(result, i, 5),
            .fingerprint = arena_strdup(arena, store_text(result, i, 6)),
            .config_hash = arena_strdup(arena, store_text(result, i, 7)),
        };
    *ret_runs = runs;
    *ret_count = store_rows(result);
    return true;
}

bool store_runs_pulled(struct store_connection *connection, int64_t test_id, const int64_t *run_ids,
                       const int64_t *documents, const char *const *fingerprints, size_t count,
                       const char *config_hash, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_UPDATE_RUN_PULLS, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count), P_INTS(documents, count), P_TEXTS(fingerprints, count),
                     P_TEXT(config_hash)) &&
           STORE_RUN(connection, QUERY_INGEST_REOPEN_RUNS, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count)) &&
           store_test_touch(connection, test_id, err);
}

bool store_runs_settle(struct store_connection *connection, int64_t test_id, const int64_t *run_ids,
                       size_t count, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_SETTLE_RUNS, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count)) &&
           store_test_touch(connection, test_id, err);
}

bool store_settle_state(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        int64_t run_id, int64_t at, int look_back,
                        const struct settle_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_SELECT_SETTLE_STATE, &result, err, P_INT(test_id),
                   P_INT(run_id), P_TIME(at), P_INT(look_back)))
        return false;
    struct settle_row *rows = ARENA_ARRAY(arena, struct settle_row, store_rows(result));
    for (size_t i = 0; i < store_rows(result); i++)
        rows[i] = (struct settle_row){
            .metric = arena_strdup(arena, store_text(result, i, 0)),
            .history = store_int(result, i, 1),
            .had = store_int(result, i, 2),
            .has = store_bool(result, i, 3),
        };
    *ret_rows = rows;
    *ret_count = store_rows(result);
    return true;
}
