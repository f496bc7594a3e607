/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/run_marks.h"

#include "store/test_state.h"
#include "store/verdict_due.h"

struct mark {
    enum sql_query query;
    struct store_param value;
};

static bool mark_row(struct store_connection *connection, const struct mark *mark, int64_t test_id,
                     int64_t run_id, const char *uuid, struct error *err)
{
    AUTO_RESULT *written = NULL;

    if (!STORE_RUN(connection, mark->query, &written, err, P_INT(test_id), P_INT(run_id),
                   mark->value))
        return false;
    if (store_affected(written) == 0)
        return true;
    return STORE_RUN(connection, QUERY_INGEST_QUEUE_RUN_SERIES, NULL, err, P_INT(test_id),
                     P_INT(run_id)) &&
           verdict_due_add(connection, test_id, &run_id, 1, err) &&
           store_notify(connection, CHANNEL_RUN, uuid, err) &&
           store_test_touch(connection, test_id, err);
}

static bool mark_run(struct store_connection *connection, const struct mark *mark, const char *uuid,
                     const char *test, size_t *ret_runs, struct error *err)
{
    AUTO_RESULT *rows = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_LIST_RUN_ROWS, &rows, err, P_TEXT(uuid), P_TEXT(test)))
        return false;
    for (size_t i = 0; i < store_rows(rows); i++)
        if (!mark_row(connection, mark, store_int(rows, i, 0), store_int(rows, i, 1), uuid, err))
            return false;
    *ret_runs = store_rows(rows);
    return true;
}

bool store_run_exclude(struct store_connection *connection, const char *uuid, const char *test,
                       const char *reason, size_t *ret_runs, struct error *err)
{
    const struct mark mark = {QUERY_INGEST_EXCLUDE_RUN, P_TEXT(reason)};

    return mark_run(connection, &mark, uuid, test, ret_runs, err);
}

bool store_run_confirms(struct store_connection *connection, const char *uuid, const char *test,
                        int64_t confirms, size_t *ret_runs, struct error *err)
{
    const struct mark mark = {QUERY_INGEST_SET_RUN_CONFIRMS, confirms ? P_INT(confirms) : P_NULL()};

    return mark_run(connection, &mark, uuid, test, ret_runs, err);
}
