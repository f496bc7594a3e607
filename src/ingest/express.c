/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/express.h"

#include "base/clock.h"
#include "base/log.h"

static const int64_t listen_again_us = 5 * CLOCK_SECOND;

void express_init(struct express *express, struct store *store, const char *source)
{
    *express = (struct express){.store = store, .source = source};
}

void express_done(struct express *express)
{
    store_return(express->connection);
    *express = (struct express){0};
}

static void lose(struct express *express, const struct error *why)
{
    if (!express->lost)
        log_error_line(LOG_WARNING, "ingest", "requests to pull a run wait for the next poll", why);
    express->lost = true;
    store_return(express->connection);
    express->connection = NULL;
}

static bool listen_now(struct express *express)
{
    struct error err;

    if (express->connection)
        return true;
    express->connection = store_borrow(express->store, &err);
    if (!express->connection || !store_listen(express->connection, CHANNEL_PULL, &err)) {
        (void)error_within(&err, "source %s", express->source);
        lose(express, &err);
        return false;
    }
    express->lost = false;
    express->asked = true; /* by those who asked before anyone listened */
    return true;
}

/* False: the connection is lost. */
static bool hear(struct express *express, int64_t us, struct stop *stop)
{
    struct error err;
    bool woken;

    if (!store_wait(express->connection, us, stop, &woken, &err)) {
        (void)error_within(&err, "source %s", express->source);
        lose(express, &err);
        return false;
    }
    express->asked |= woken;
    return true;
}

void express_wait(struct express *express, int64_t us, struct stop *stop)
{
    const int64_t until = clock_monotonic_us() + us;

    while (!express->asked && !stop_asked(stop)) {
        const int64_t left = until - clock_monotonic_us();
        if (left <= 0)
            return;
        if (!listen_now(express))
            (void)stop_wait(stop, left < listen_again_us ? left : listen_again_us);
        else if (!express->asked)
            (void)hear(express, left, stop);
    }
}

bool express_is_asked(struct express *express)
{
    if (!express)
        return false;
    if (listen_now(express))
        (void)hear(express, 0, NULL);
    return express->asked;
}
