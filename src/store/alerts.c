/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/alerts.h"

static size_t events_of(const struct store_result *result, struct arena *arena,
                        struct alert_event_row **ret_rows)
{
    const size_t count = store_rows(result);
    struct alert_event_row *rows = ARENA_ARRAY(arena, struct alert_event_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct alert_event_row){
            .regression_id = store_int(result, i, 0),
            .sequence = store_int(result, i, 1),
            .at = store_time(result, i, 2),
            .change = arena_strdup(arena, store_text(result, i, 3)),
            .body = arena_strdup(arena, store_text(result, i, 4)),
        };
    *ret_rows = rows;
    return count;
}

bool alert_events_take(struct store_connection *connection, struct arena *arena, size_t most,
                       struct alert_event_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ALERT_TAKE_EVENTS, &result, err, P_INT((int64_t)most)))
        return false;

    *ret_count = events_of(result, arena, ret_rows);
    return true;
}

bool alert_events_list(struct store_connection *connection, struct arena *arena, int64_t since,
                       size_t most, struct alert_event_row **ret_rows, size_t *ret_count,
                       struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ALERT_LIST_EVENTS, &result, err, P_TIME(since),
                   P_INT((int64_t)most)))
        return false;
    *ret_count = events_of(result, arena, ret_rows);
    return true;
}

bool alert_deliver(struct store_connection *connection, const struct alert_event_row *event,
                   const char *rule, const char *receiver, struct error *err)
{
    return STORE_RUN(connection, QUERY_ALERT_INSERT_DELIVERY, NULL, err,
                     P_INT(event->regression_id), P_INT(event->sequence), P_TEXT(rule),
                     P_TEXT(receiver));
}

bool alert_claim(struct store_connection *connection, struct arena *arena, int64_t lease_us,
                 struct alert_delivery_row **ret_row, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ALERT_CLAIM_DELIVERY, &result, err, P_INT(lease_us)))
        return false;
    *ret_row = NULL;
    if (store_rows(result) == 0)
        return true;
    *ret_row = ARENA_NEW(arena, struct alert_delivery_row);
    **ret_row = (struct alert_delivery_row){
        .delivery_id = store_int(result, 0, 0),
        .event = {.regression_id = store_int(result, 0, 1),
                  .sequence = store_int(result, 0, 2),
                  .at = store_time(result, 0, 7),
                  .change = arena_strdup(arena, store_text(result, 0, 8)),
                  .body = arena_strdup(arena, store_text(result, 0, 9))},
        .rule = arena_strdup(arena, store_text(result, 0, 3)),
        .receiver = arena_strdup(arena, store_text(result, 0, 4)),
        .attempts = (unsigned)store_int(result, 0, 5),
        .since = store_time(result, 0, 6),
    };
    return true;
}

bool alert_finish(struct store_connection *connection, const struct alert_delivery_row *row,
                  const struct alert_outcome *outcome, struct error *err)
{
    static const char *const states[] = {
        [ALERT_PENDING] = "pending", [ALERT_SENT] = "sent", [ALERT_DEAD] = "dead"};

    return STORE_RUN(connection, QUERY_ALERT_FINISH_DELIVERY, NULL, err, P_INT(row->delivery_id),
                     P_INT((int64_t)row->attempts), P_TEXT(states[outcome->state]),
                     P_INT(outcome->wait_us), outcome->status ? P_INT(outcome->status) : P_NULL(),
                     P_TEXT(outcome->error));
}

bool alert_next_due(struct store_connection *connection, int64_t *ret_us, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_ALERT_GET_NEXT_DUE, NULL, 0, &result, err))
        return false;
    *ret_us = store_is_null(result, 0, 0) ? INT64_MAX : store_int(result, 0, 0);
    return true;
}

bool alert_counts_load(struct store_connection *connection, struct alert_counts *ret,
                       struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_ALERT_COUNT_DELIVERIES, NULL, 0, &result, err))
        return false;
    *ret = (struct alert_counts){.pending = store_int(result, 0, 0),
                                 .sent = store_int(result, 0, 1),
                                 .dead = store_int(result, 0, 2),
                                 .oldest = store_double(result, 0, 3)};
    return true;
}

bool alert_list(struct store_connection *connection, struct arena *arena, const char *state,
                size_t most, struct alert_listed **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ALERT_LIST_DELIVERIES, &result, err, P_TEXT(state),
                   P_INT((int64_t)most)))
        return false;

    const size_t count = store_rows(result);
    struct alert_listed *rows = ARENA_ARRAY(arena, struct alert_listed, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct alert_listed){
            .delivery_id = store_int(result, i, 0),
            .regression_id = store_int(result, i, 1),
            .sequence = store_int(result, i, 2),
            .rule = arena_strdup(arena, store_text(result, i, 3)),
            .receiver = arena_strdup(arena, store_text(result, i, 4)),
            .state = arena_strdup(arena, store_text(result, i, 5)),
            .attempts = (int)store_int(result, i, 6),
            .since = store_time(result, i, 7),
            .last_status = (int)store_int(result, i, 8),
            .last_error = arena_strdup(arena, store_text(result, i, 9)),
            .change = arena_strdup(arena, store_text(result, i, 10)),
            .test = arena_strdup(arena, store_text(result, i, 11)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool alert_replay(struct store_connection *connection, int64_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_ALERT_REPLAY_DELIVERIES, NULL, 0, &result, err))
        return false;
    *ret_count = store_affected(result);
    return true;
}
