/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/acknowledgements.h"

#include "store/test_state.h"

bool acknowledgements_load(struct store_connection *connection, struct arena *arena,
                           const char *test, struct acknowledgement_row **ret_rows,
                           size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_ACKNOWLEDGEMENTS, &result, err, P_TEXT(test)))
        return false;

    const size_t count = store_rows(result);
    struct acknowledgement_row *rows = ARENA_ARRAY(arena, struct acknowledgement_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct acknowledgement_row){
            .test = arena_strdup(arena, store_text(result, i, 0)),
            .uuid = arena_strdup(arena, store_text(result, i, 1)),
            .metric = arena_strdup(arena, store_text(result, i, 2)),
            .version = arena_strdup(arena, store_text(result, i, 3)),
            .reason = arena_strdup(arena, store_text(result, i, 4)),
            .origin = arena_strdup(arena, store_text(result, i, 5)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

/* Columns of rows as the statements take them. */
struct columns {
    const char **test, **uuid, **metric, **version, **reason, **origin;
    size_t count;
};

static struct columns columns_of(struct arena *arena, const struct acknowledgement_row *rows,
                                 size_t count)
{
    struct columns columns = {
        .test = ARENA_ARRAY(arena, const char *, count + 1),
        .uuid = ARENA_ARRAY(arena, const char *, count + 1),
        .metric = ARENA_ARRAY(arena, const char *, count + 1),
        .version = ARENA_ARRAY(arena, const char *, count + 1),
        .reason = ARENA_ARRAY(arena, const char *, count + 1),
        .origin = ARENA_ARRAY(arena, const char *, count + 1),
        .count = count,
    };

    for (size_t i = 0; i < count; i++) {
        columns.test[i] = rows[i].test;
        columns.uuid[i] = rows[i].uuid;
        columns.metric[i] = rows[i].metric;
        columns.version[i] = rows[i].version;
        columns.reason[i] = rows[i].reason ? rows[i].reason : "";
        columns.origin[i] = rows[i].origin;
    }
    return columns;
}

/* Queues what the rows (test, uuid, metric) of a result touch. */
static bool queue_touched(struct store_connection *connection, struct arena *arena,
                          const struct store_result *result, struct error *err)
{
    const size_t count = store_rows(result);
    const char **test = ARENA_ARRAY(arena, const char *, count + 1);
    const char **uuid = ARENA_ARRAY(arena, const char *, count + 1);
    const char **metric = ARENA_ARRAY(arena, const char *, count + 1);

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        test[i] = store_text(result, i, 0);
        uuid[i] = store_text(result, i, 1);
        metric[i] = store_text(result, i, 2);
    }
    return STORE_RUN(connection, QUERY_TRIAGE_QUEUE_ACKNOWLEDGED_SERIES, NULL, err,
                     P_TEXTS(test, count), P_TEXTS(uuid, count), P_TEXTS(metric, count));
}

bool acknowledgements_sync(struct store_connection *connection, struct arena *arena,
                           const struct acknowledgement_row *rows, size_t count,
                           int64_t *ret_changed, struct error *err)
{
    const struct columns columns = columns_of(arena, rows, count);
    AUTO_RESULT *deleted = NULL;
    AUTO_RESULT *inserted = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_DELETE_ACKNOWLEDGEMENTS, &deleted, err,
                   P_TEXTS(columns.origin, count), P_TEXTS(columns.test, count),
                   P_TEXTS(columns.uuid, count), P_TEXTS(columns.metric, count)) ||
        !STORE_RUN(connection, QUERY_TRIAGE_INSERT_ACKNOWLEDGEMENTS, &inserted, err,
                   P_TEXTS(columns.origin, count), P_TEXTS(columns.test, count),
                   P_TEXTS(columns.uuid, count), P_TEXTS(columns.metric, count),
                   P_TEXTS(columns.version, count), P_TEXTS(columns.reason, count)) ||
        !queue_touched(connection, arena, deleted, err) ||
        !queue_touched(connection, arena, inserted, err))
        return false;
    *ret_changed = (int64_t)(store_rows(deleted) + store_rows(inserted));
    return *ret_changed == 0 || store_tests_touch_all(connection, err);
}
