/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/events.h"

bool event_add(struct store_connection *connection, const char *kind, const char *test,
               const char *project, const char *body, struct error *err)
{
    return STORE_RUN(connection, QUERY_STORE_INSERT_EVENT, NULL, err, P_TEXT(kind), P_TEXT(test),
                     P_TEXT(project), P_TEXT(body), P_TEXT(CHANNEL_EVENT));
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

int event_place_compare(struct event_place a, struct event_place b)
{
    const int by_transaction = compare(a.transaction, b.transaction);

    return by_transaction ? by_transaction : compare(a.event_id, b.event_id);
}

bool events_now(struct store_connection *connection, struct event_place *ret_place,
                struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_STORE_GET_EVENT_HORIZON, NULL, 0, &result, err))
        return false;
    *ret_place = (struct event_place){.transaction = store_int(result, 0, 0)};
    return true;
}

bool events_load(struct store_connection *connection, struct arena *arena, struct event_place after,
                 const struct event_filter *filter, size_t most, struct event_row **ret_rows,
                 size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_STORE_LIST_EVENTS, &result, err, P_INT(after.transaction),
                   P_INT(after.event_id),
                   filter->kind_count > 0 ? P_TEXTS(filter->kinds, filter->kind_count) : P_NULL(),
                   P_TEXT(filter->test), P_INT((int64_t)most),
                   filter->projects ? P_TEXTS(filter->projects, filter->project_count) : P_NULL()))
        return false;

    const size_t count = store_rows(result);
    struct event_row *rows = ARENA_ARRAY(arena, struct event_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct event_row){
            .place = {.transaction = store_int(result, i, 0), .event_id = store_int(result, i, 1)},
            .at = store_time(result, i, 2),
            .kind = arena_strdup(arena, store_text(result, i, 3)),
            .test = arena_strdup(arena, store_text(result, i, 4)),
            .project = arena_strdup(arena, store_text(result, i, 5)),
            .body = arena_strdup(arena, store_text(result, i, 6)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool events_hidden(struct store_connection *connection, struct event_place after, bool *ret_hidden,
                   struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_STORE_HAS_HIDDEN_EVENTS, &result, err,
                   P_INT(after.transaction), P_INT(after.event_id)))
        return false;
    *ret_hidden = store_bool(result, 0, 0);
    return true;
}

bool events_sweep(struct store_connection *connection, int64_t age_us, int64_t *ret_deleted,
                  struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_STORE_SWEEP_EVENTS, &result, err, P_INT(age_us)))
        return false;
    *ret_deleted = store_affected(result);
    return true;
}
