/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/regressions.h"

#include <math.h>

#include "store/events.h"

static double double_or_nan(const struct store_result *result, size_t row, int column)
{
    return store_is_null(result, row, column) ? NAN : store_double(result, row, column);
}

bool regressions_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                      struct regression_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_REGRESSIONS, &result, err, P_INT(test_id)))
        return false;

    const size_t count = store_rows(result);
    struct regression_row *rows = ARENA_ARRAY(arena, struct regression_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct regression_row){
            .regression_id = store_int(result, i, 0),
            .run_id = store_int(result, i, 1),
            .at = store_time(result, i, 2),
            .uuid = arena_strdup(arena, store_text(result, i, 3)),
            .build = arena_strdup(arena, store_text(result, i, 4)),
            .build_url = arena_strdup(arena, store_text(result, i, 5)),
            .previous_uuid = arena_strdup(arena, store_text(result, i, 6)),
            .previous_build = arena_strdup(arena, store_text(result, i, 7)),
            .previous_build_url = arena_strdup(arena, store_text(result, i, 8)),
            .percent = store_double(result, i, 9),
            .pvalue = double_or_nan(result, i, 10),
            .metrics = store_int(result, i, 11),
            .state = arena_strdup(arena, store_text(result, i, 12)),
            .recovered_run_id = store_int(result, i, 13),
            .recovered_at = store_time(result, i, 14),
            .recovered_uuid = arena_strdup(arena, store_text(result, i, 15)),
            .recovered_build = arena_strdup(arena, store_text(result, i, 16)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool regression_write(struct store_connection *connection, int64_t test_id,
                      const struct regression_row *row, struct error *err)
{
    return STORE_RUN(connection, QUERY_TRIAGE_UPSERT_REGRESSION, NULL, err, P_INT(test_id),
                     P_INT(row->regression_id), P_INT(row->run_id), P_TIME(row->at),
                     P_TEXT(row->uuid), P_TEXT(row->build), P_TEXT(row->build_url),
                     P_TEXT(row->previous_uuid), P_TEXT(row->previous_build),
                     P_TEXT(row->previous_build_url), P_DOUBLE(row->percent), P_DOUBLE(row->pvalue),
                     P_INT(row->metrics), P_TEXT(row->state),
                     row->recovered_run_id ? P_INT(row->recovered_run_id) : P_NULL(),
                     row->recovered_run_id ? P_TIME(row->recovered_at) : P_NULL(),
                     P_TEXT(row->recovered_uuid), P_TEXT(row->recovered_build));
}

bool regression_fade(struct store_connection *connection, int64_t test_id, int64_t regression_id,
                     struct error *err)
{
    return STORE_RUN(connection, QUERY_TRIAGE_FADE_REGRESSION, NULL, err, P_INT(test_id),
                     P_INT(regression_id));
}

bool regressions_lasting(struct store_connection *connection, struct arena *arena, int64_t test_id,
                         const int64_t *ids, size_t count, int64_t **ret_ids, size_t *ret_count,
                         struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_LASTING_REGRESSIONS, &result, err, P_INT(test_id),
                   P_INTS(ids, count)))
        return false;

    const size_t found = store_rows(result);

    *ret_ids = ARENA_ARRAY(arena, int64_t, found + 1);
    for (size_t i = 0; i < found; i++)
        (*ret_ids)[i] = store_int(result, i, 0);
    *ret_count = found;
    return true;
}

bool regression_forget(struct store_connection *connection, int64_t test_id, int64_t regression_id,
                       struct error *err)
{
    return STORE_RUN(connection, QUERY_TRIAGE_DELETE_OPEN_REGRESSION, NULL, err, P_INT(test_id),
                     P_INT(regression_id)) &&
           regression_fade(connection, test_id, regression_id, err);
}

bool regression_tell(struct store_connection *connection, int64_t test_id, int64_t regression_id,
                     const char *change, struct error *err)
{
    return STORE_RUN(connection, QUERY_TRIAGE_INSERT_REGRESSION_EVENT, NULL, err, P_INT(test_id),
                     P_INT(regression_id), P_TEXT(change), P_TEXT(EVENT_REGRESSION),
                     P_TEXT(CHANNEL_EVENT)) &&
           STORE_RUN(connection, QUERY_TRIAGE_INSERT_ALERT_EVENT, NULL, err, P_INT(test_id),
                     P_INT(regression_id), P_TEXT(change));
}

bool regression_members_load(struct store_connection *connection, struct arena *arena,
                             const char *test, struct regression_member **ret_rows,
                             size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_REGRESSION_MEMBERS, &result, err, P_TEXT(test)))
        return false;

    const size_t count = store_rows(result);
    struct regression_member *rows = ARENA_ARRAY(arena, struct regression_member, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct regression_member){
            .test = arena_strdup(arena, store_text(result, i, 0)),
            .regression_id = store_int(result, i, 1),
            .at = store_time(result, i, 2),
            .uuid = arena_strdup(arena, store_text(result, i, 3)),
            .build = arena_strdup(arena, store_text(result, i, 4)),
            .build_url = arena_strdup(arena, store_text(result, i, 5)),
            .previous_build = arena_strdup(arena, store_text(result, i, 6)),
            .previous_build_url = arena_strdup(arena, store_text(result, i, 7)),
            .state = arena_strdup(arena, store_text(result, i, 8)),
            .metric = arena_strdup(arena, store_text(result, i, 9)),
            .percent = double_or_nan(result, i, 10),
            .pvalue = double_or_nan(result, i, 11),
            .mean_before = store_double(result, i, 12),
            .mean_after = store_double(result, i, 13),
            .unit = arena_strdup(arena, store_text(result, i, 14)),
            .recovered_build = arena_strdup(arena, store_text(result, i, 15)),
            .recovered_uuid = arena_strdup(arena, store_text(result, i, 16)),
            .environment = arena_strdup(arena, store_text(result, i, 17)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
