/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/hub_source.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/told_verdicts.h"

enum { PAGE = 256 };

static const int64_t try_again_us = CLOCK_SECOND, sweep_us = 3600 * CLOCK_SECOND,
                     look_again_us = CLOCK_SECOND / 4;

void hub_source_init(struct hub_source *source, struct store *store, struct event_ring *ring,
                     struct hub_retention retention, struct metrics *metrics)
{
    *source = (struct hub_source){
        .store = store, .ring = ring, .retention = retention, .metrics = metrics};
}

static bool listen_to_all(struct store_connection *connection, struct error *err)
{
    return store_listen(connection, CHANNEL_RUN, err) &&
           store_listen(connection, CHANNEL_ANALYSIS, err) &&
           store_listen(connection, CHANNEL_EVENT, err);
}

static bool begin_ring(struct hub_source *source, struct error *err)
{
    struct event_place place;

    if (source->begun)
        return true;
    if (!events_now(source->connection, &place, err))
        return false;
    event_ring_begin(source->ring, place);
    source->begun = true;
    return true;
}

static bool connect_source(struct hub_source *source, struct error *err)
{
    source->connection = store_borrow(source->store, err);
    if (!source->connection)
        return false;
    if (!listen_to_all(source->connection, err) || !begin_ring(source, err)) {
        store_return(TAKE(source->connection));
        return false;
    }
    if (source->was_up)
        metrics_add(source->metrics, METRIC_HUB_RECONNECTS, 1, NULL, NULL);
    source->was_up = true;
    source->next_events = 0; /* what came meanwhile */
    return true;
}

/* Reads what is new. Where a transaction that is older still runs, some stay hidden without another
 * notification to come: then there is a next look. */
static bool read_events(struct hub_source *source, bool *ret_some, struct error *err)
{
    const struct event_filter filter = {.test = NULL};
    struct event_place end;
    size_t count;
    bool hidden;

    *ret_some = false;
    do {
        AUTO_ARENA arena = arena_new();
        struct event_row *rows;

        (void)event_ring_end(source->ring, &end);
        if (!events_load(source->connection, arena, end, &filter, PAGE, &rows, &count, err))
            return false;
        event_ring_add(source->ring, rows, count);
        *ret_some = *ret_some || count > 0;
    } while (count == PAGE);
    (void)event_ring_end(source->ring, &end);
    if (!events_hidden(source->connection, end, &hidden, err))
        return false;
    source->next_events = hidden ? clock_monotonic_us() + look_again_us : INT64_MAX;
    return true;
}

typedef bool sweep_old(struct store_connection *connection, int64_t age_us, int64_t *ret_deleted,
                       struct error *err);

static bool sweep_one(struct hub_source *source, sweep_old *old, int64_t age_us, const char *what,
                      struct error *err)
{
    int64_t deleted;

    if (age_us == 0)
        return true;
    if (!old(source->connection, age_us, &deleted, err))
        return false;
    if (deleted > 0)
        log_info("api", what, "rows=%lld", (long long)deleted);
    return true;
}

static bool sweep(struct hub_source *source, struct error *err)
{
    const int64_t now = clock_monotonic_us();

    if (now < source->next_sweep)
        return true;
    source->next_sweep = now + sweep_us;
    return sweep_one(source, events_sweep, source->retention.events_us, "old events deleted",
                     err) &&
           sweep_one(source, told_verdicts_sweep, source->retention.verdicts_us,
                     "old verdicts deleted", err);
}

struct listening {
    struct hub_source *source;
    store_notice *notice;
    void *context;
};

static void hear(void *context, const char *channel, const char *payload)
{
    const struct listening *listening = context;

    if (strcmp(channel, CHANNEL_EVENT) == 0)
        listening->source->next_events = 0;
    else
        listening->notice(listening->context, channel, payload);
}

static bool listen_for(struct hub_source *source, int64_t us, struct stop *stop,
                       struct listening *listening, bool *ret_events, struct error *err)
{
    bool woken;

    if (!store_wait_each(source->connection, us, stop, hear, listening, &woken, err))
        return false;
    if (clock_monotonic_us() >= source->next_events && !read_events(source, ret_events, err))
        return false;
    return sweep(source, err);
}

void hub_source_wait(struct hub_source *source, int64_t us, struct stop *stop, store_notice *notice,
                     void *context, struct hub_heard *ret_heard)
{
    struct listening listening = {.source = source, .notice = notice, .context = context};
    struct error err;

    *ret_heard = (struct hub_heard){.listens = false};
    if (!source->connection && source->store && clock_monotonic_us() >= source->next_try) {
        if (connect_source(source, &err)) {
            /* At once: whoever waits since before must look again. */
            ret_heard->listens = true;
            return;
        }
        source->next_try = clock_monotonic_us() + try_again_us;
        log_error_line(LOG_WARNING, "api", "cannot listen to the database", &err);
    }
    if (!source->connection) {
        (void)stop_wait(stop, us);
        return;
    }
    if (listen_for(source, us, stop, &listening, &ret_heard->events, &err)) {
        ret_heard->listens = true;
        return;
    }
    log_error_line(LOG_WARNING, "api", "no news from the database", &err);
    hub_source_close(source);
}

void hub_source_close(struct hub_source *source)
{
    store_return(TAKE(source->connection));
}
