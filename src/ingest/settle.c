/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/settle.h"

#include "base/arena.h"
#include "store/verdict_due.h"

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

bool settle_is_fresh(const struct run_state *run, const struct service_config *config, int64_t now)
{
    /* History counts as seen when it ran. */
    const bool was_new = run->first_seen_at != run->at;

    return run->at >= now - config->settle_us ||
           (was_new && run->first_seen_at >= now - config->reopen_us);
}

struct settling {
    struct store_connection *connection;
    int64_t test_id;
    const char *run_uuid;
    const struct service_config *config;
    int64_t now;
    int64_t settled;
};

/* Of runs that become settled. */
struct settled_runs {
    int64_t *ids, *due;
    const char **uuids;
    size_t count, due_count;
};

static struct settled_runs settled_runs_of(struct arena *arena, size_t most)
{
    return (struct settled_runs){.ids = ARENA_ARRAY(arena, int64_t, most),
                                 .due = ARENA_ARRAY(arena, int64_t, most),
                                 .uuids = ARENA_ARRAY(arena, const char *, most)};
}

static void add_settled(struct settled_runs *runs, const struct settling *settling,
                        const struct run_state *run)
{
    runs->ids[runs->count] = run->run_id;
    runs->uuids[runs->count++] = run->uuid;
    if (settle_is_fresh(run, settling->config, settling->now))
        runs->due[runs->due_count++] = run->run_id;
}

static bool write_settled(struct settling *settling, const struct settled_runs *runs,
                          struct error *err)
{
    struct store_connection *connection = settling->connection;

    settling->settled += (int64_t)runs->count;
    return runs->count == 0 ||
           (verdict_due_add(connection, settling->test_id, runs->due, runs->due_count, err) &&
            store_notify_each(connection, CHANNEL_RUN, runs->uuids, runs->count, err) &&
            store_runs_settle(connection, settling->test_id, runs->ids, runs->count, err));
}

static bool is_over(const struct settling *settling, const struct run_state *run)
{
    return settle_is_over(run->at, run->first_seen_at, settling->config->settle_us, settling->now);
}

/* Runs whose time is over, all at once: they need no look at any other run. */
static bool settle_over(struct settling *settling, struct arena *arena,
                        const struct run_state *runs, size_t count, struct error *err)
{
    struct settled_runs over = settled_runs_of(arena, count);

    for (size_t i = 0; i < count; i++)
        if (!runs[i].settled && is_over(settling, &runs[i]))
            add_settled(&over, settling, &runs[i]);
    return write_settled(settling, &over, err);
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
    struct settled_runs one = settled_runs_of(arena, 1);
    if (settle_is_complete(rows, count))
        add_settled(&one, settling, run);
    return write_settled(settling, &one, err);
}

static bool settle_body(struct store_connection *connection, void *context, struct error *err)
{
    struct settling *settling = context;
    AUTO_ARENA arena = arena_new();
    const struct run_state *runs;
    size_t count;

    settling->settled = 0;
    settling->connection = connection;
    if (!store_runs_load(connection, arena, settling->test_id, settling->run_uuid, &runs, &count,
                         err) ||
        !settle_over(settling, arena, runs, count, err))
        return false;
    /* One after another: a run that settles is history for the next one. */
    for (size_t i = 0; i < count; i++)
        if (!runs[i].settled && !is_over(settling, &runs[i]) &&
            !settle_complete(settling, &runs[i], err))
            return false;
    return true;
}

bool settle_runs(struct store_connection *connection, int64_t test_id, const char *run_uuid,
                 const struct service_config *config, int64_t now, int64_t *ret_settled,
                 struct error *err)
{
    struct settling settling = {
        .test_id = test_id, .run_uuid = run_uuid, .config = config, .now = now};

    if (!store_transaction_on(connection, STORE_READ_COMMITTED, settle_body, &settling, err))
        return false;
    *ret_settled = settling.settled;
    return true;
}
