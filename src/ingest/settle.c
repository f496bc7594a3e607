/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/settle.h"

#include <string.h>

#include "base/arena.h"

bool settle_is_complete(const struct settle_row *rows, size_t count)
{
    size_t points = 0;

    for (size_t i = 0; i < count; i++) {
        const bool expected = rows[i].history == 0 || rows[i].had * 2 >= rows[i].history;
        if (expected && !rows[i].has)
            return false;
        points += rows[i].has;
    }
    return points > 0;
}

bool settle_is_over(int64_t at, int64_t first_seen_at, int64_t settle_us, int64_t now)
{
    return now >= (at > first_seen_at ? at : first_seen_at) + settle_us;
}

struct settling {
    struct store_connection *connection;
    int64_t test_id;
    const char *run_uuid;
    int64_t settle_us, now;
    int64_t settled;
};

static bool is_settled_now(const struct settling *settling, const struct run_state *run,
                           bool *ret_settled, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct settle_row *rows;
    size_t count;

    if (settle_is_over(run->at, run->first_seen_at, settling->settle_us, settling->now)) {
        *ret_settled = true;
        return true;
    }
    if (!store_settle_state(settling->connection, arena, settling->test_id, run->run_id, run->at,
                            SETTLE_LOOK_BACK, &rows, &count, err))
        return false;
    *ret_settled = settle_is_complete(rows, count);
    return true;
}

/* One after another: a run that settles is history for the next one. */
static bool settle_body(struct store_connection *connection, void *context, struct error *err)
{
    struct settling *settling = context;
    AUTO_ARENA arena = arena_new();
    const struct run_state *runs;
    size_t count;

    settling->settled = 0;
    settling->connection = connection;
    if (!store_runs_load(connection, arena, settling->test_id, &runs, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool settled = false;
        if (runs[i].settled ||
            (settling->run_uuid && strcmp(runs[i].uuid, settling->run_uuid) != 0))
            continue;
        if (!is_settled_now(settling, &runs[i], &settled, err))
            return false;
        if (!settled)
            continue;
        if (!store_runs_settle(connection, settling->test_id, &runs[i].run_id, 1, err) ||
            !store_notify(connection, CHANNEL_RUN, runs[i].uuid, err))
            return false;
        settling->settled++;
    }
    return true;
}

bool settle_runs(struct store_connection *connection, int64_t test_id, const char *run_uuid,
                 int64_t settle_us, int64_t now, int64_t *ret_settled, struct error *err)
{
    struct settling settling = {
        .test_id = test_id, .run_uuid = run_uuid, .settle_us = settle_us, .now = now};

    if (!store_transaction_on(connection, STORE_READ_COMMITTED, settle_body, &settling, err))
        return false;
    *ret_settled = settling.settled;
    return true;
}
