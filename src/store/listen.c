/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advisory locks and notifications: what a session holds, and what it waits for. */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "store/connection.h"

static const struct {
    const char *name;
    enum sql_query listen;
} channels[STORE_CHANNELS] = {
    {CHANNEL_POINTS, QUERY_STORE_LISTEN_POINTS},     {CHANNEL_RUN, QUERY_STORE_LISTEN_RUN},
    {CHANNEL_ANALYSIS, QUERY_STORE_LISTEN_ANALYSIS}, {CHANNEL_PULL, QUERY_STORE_LISTEN_PULL},
    {CHANNEL_EVENT, QUERY_STORE_LISTEN_EVENT},
};

bool store_try_lock(struct store_connection *connection, int64_t key, bool *ret_taken,
                    struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_STORE_TRY_LOCK, &result, err, P_INT(key)))
        return false;
    *ret_taken = store_bool(result, 0, 0);
    if (*ret_taken)
        connection->locks++;
    return true;
}

void store_unlock(struct store_connection *connection, int64_t key)
{
    struct error ignored;

    assert(connection->locks > 0);
    /* Where this fails the connection is gone, and the lock with it. */
    if (STORE_RUN(connection, QUERY_STORE_UNLOCK, NULL, &ignored, P_INT(key)))
        connection->locks--;
}

bool store_notify(struct store_connection *connection, const char *channel, const char *payload,
                  struct error *err)
{
    return STORE_RUN(connection, QUERY_STORE_NOTIFY, NULL, err, P_TEXT(channel), P_TEXT(payload));
}

bool store_notify_each(struct store_connection *connection, const char *channel,
                       const char *const *payloads, size_t count, struct error *err)
{
    return STORE_RUN(connection, QUERY_STORE_NOTIFY_EACH, NULL, err, P_TEXT(channel),
                     P_TEXTS(payloads, count));
}

bool store_listen(struct store_connection *connection, const char *channel, struct error *err)
{
    for (size_t i = 0; i < STORE_CHANNELS; i++)
        if (strcmp(channels[i].name, channel) == 0) {
            connection->listening[i] =
                store_run(connection, channels[i].listen, NULL, 0, NULL, err);
            return connection->listening[i];
        }
    assert(false && "a channel of store.h");
    return error_set(err, ERROR_INTERNAL, channel, "there is no such channel");
}

bool connection_listen_again(struct store_connection *connection, struct error *err)
{
    for (size_t i = 0; i < STORE_CHANNELS; i++) {
        if (!connection->listening[i])
            continue;
        if (!store_run(connection, channels[i].listen, NULL, 0, NULL, err))
            return false;
        connection->missed = true;
    }
    return true;
}

/* -1: the connection is lost. Else how many notifications came. */
static int drain(struct store_connection *connection, store_notice *notice, void *context)
{
    int count = 0;
    PGnotify *notify;

    if (!PQconsumeInput(connection->pg))
        return -1;
    while ((notify = PQnotifies(connection->pg))) {
        if (notice)
            notice(context, notify->relname, notify->extra);
        PQfreemem(notify);
        count++;
    }
    return PQstatus(connection->pg) == CONNECTION_OK ? count : -1;
}

static int milliseconds_until(int64_t deadline_us)
{
    const int64_t left = deadline_us - clock_monotonic_us();

    if (left <= 0)
        return 0;
    return left / 1000 >= INT_MAX ? INT_MAX : (int)((left + 999) / 1000);
}

bool store_wait(struct store_connection *connection, int64_t us, struct stop *stop, bool *ret_woken,
                struct error *err)
{
    return store_wait_each(connection, us, stop, NULL, NULL, ret_woken, err);
}

bool store_wait_each(struct store_connection *connection, int64_t us, struct stop *stop,
                     store_notice *notice, void *context, bool *ret_woken, struct error *err)
{
    const int64_t now = clock_monotonic_us();
    const int64_t deadline = us > INT64_MAX - now ? INT64_MAX : now + us;

    for (;;) {
        const int came = connection->pg ? drain(connection, notice, context) : -1;
        if (came < 0) {
            connection->lost = true;
            return error_set(err, ERROR_DATABASE, "notifications",
                             "the connection to the database is lost");
        }
        const int left = milliseconds_until(deadline);
        if (came > 0 || connection->missed || left == 0 || (stop && stop_asked(stop))) {
            *ret_woken = came > 0 || connection->missed;
            connection->missed = false;
            return true;
        }
        struct pollfd fds[2] = {{.fd = PQsocket(connection->pg), .events = POLLIN},
                                {.fd = stop ? stop_fd(stop) : -1, .events = POLLIN}};
        if (poll(fds, ARRAY_LEN(fds), left) < 0 && errno != EINTR)
            return error_set(err, ERROR_IO, "notifications", "poll: %s", strerror(errno));
    }
}
