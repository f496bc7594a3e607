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

static bool write_settled(struct settling *settling, const int64_t *run_ids,
                          const char *const *uuids, size_t count, struct error *err)
{
    settling->settled += (int64_t)count;
    return count == 0 ||
           (store_runs_settle(settling->connection, settling->test_id, run_ids, count, err) &&
            store_notify_each(settling->connection, CHANNEL_RUN, uuids, count, err));
}

static bool is_asked(const struct settling *settling, const struct run_state *run)
{
    return !run->settled && (!settling->run_uuid || strcmp(run->uuid, settling->run_uuid) == 0);
}

static bool is_over(const struct settling *settling, const struct run_state *run)
{
    return settle_is_over(run->at, run->first_seen_at, settling->settle_us, settling->now);
}

/* Runs whose time is over, all at once: they need no look at any other run. */
static bool settle_over(struct settling *settling, struct arena *arena,
                        const struct run_state *runs, size_t count, struct error *err)
{
    int64_t *run_ids = ARENA_ARRAY(arena, int64_t, count);
    const char **uuids = ARENA_ARRAY(arena, const char *, count);
    size_t over = 0;

    for (size_t i = 0; i < count; i++)
        if (is_asked(settling, &runs[i]) && is_over(settling, &runs[i])) {
            run_ids[over] = runs[i].run_id;
            uuids[over++] = runs[i].uuid;
        }
    return write_settled(settling, run_ids, uuids, over, err);
}

static bool settle_complete(struct settling *settling, const struct run_state *run,
                            struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct settle_row *rows;
    size_t count;

    if (!store_settle_state(settling->connection, arena, settling->test_id, run->run_id, run->at,
                            SETTLE_LOOK_BACK, &rows, &count, err))
        return false;
    return write_settled(settling, &run->run_id, &run->uuid,
                         settle_is_complete(rows, count) ? 1 : 0, err);
}

static bool settle_body(struct store_connection *connection, void *context, struct error *err)
{
    struct settling *settling = context;
    AUTO_ARENA arena = arena_new();
    const struct run_state *runs;
    size_t count;

    settling->settled = 0;
    settling->connection = connection;
    if (!store_runs_load(connection, arena, settling->test_id, &runs, &count, err) ||
        !settle_over(settling, arena, runs, count, err))
        return false;
    /* One after another: a run that settles is history for the next one. */
    for (size_t i = 0; i < count; i++)
        if (is_asked(settling, &runs[i]) && !is_over(settling, &runs[i]) &&
            !settle_complete(settling, &runs[i], err))
            return false;
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
