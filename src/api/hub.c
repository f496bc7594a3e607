/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/hub.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/hub_source.h"
#include "base/clock.h"
#include "base/stop.h"

/* Two kinds of news that may concern a waiter are remembered apart, each by a hash: one that
 * happens to share it costs a second look, no more. */
enum { NEWS_SLOTS = 1024, HASH_START = 5381 };

static const int64_t tick_us = CLOCK_SECOND / 5;

struct hub {
    pthread_mutex_t lock;
    struct waiter *first;
    size_t count, most;
    uint64_t told;             /* how much was told of */
    uint64_t all, any_test;    /* told when everybody, or some test, had news */
    uint64_t runs[NEWS_SLOTS]; /* the same by hash of uuid */
    uint64_t tests[NEWS_SLOTS];
    uint64_t events;
    bool stopping, listens;
    struct metrics *metrics;
    struct event_ring *ring;
    struct hub_source source;
    struct stop stop;
    pthread_t thread;
};

static size_t slot_of(const char *text)
{
    size_t hash = HASH_START;

    for (; *text; text++)
        hash = hash * 33 + (unsigned char)*text;
    return hash % NEWS_SLOTS;
}

static size_t slot_of_test(int64_t test_id)
{
    return (size_t)((uint64_t)test_id % NEWS_SLOTS);
}

/* The lock is held from here on to the next line. */

static void wake(struct hub *hub, struct waiter *waiter, enum wake why)
{
    static const char *const names[] = {[WAKE_NEWS] = "news",
                                        [WAKE_TIME] = "deadline",
                                        [WAKE_GONE] = "hang-up",
                                        [WAKE_STOP] = "stop",
                                        [WAKE_FULL] = "full"};

    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else
        hub->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    hub->count--;
    waiter->waits = false;
    waiter->why = why;
    metrics_add(hub->metrics, METRIC_HTTP_WAITING, -1, NULL, NULL);
    metrics_add(hub->metrics, METRIC_HTTP_WAKES, 1, names[why], NULL);
    /* The last touch: the owner may end the waiter from now on. */
    waiter->resume(waiter->context);
}

static void wake_all(struct hub *hub, enum wake why)
{
    hub->all = ++hub->told;
    while (hub->first)
        wake(hub, hub->first, why);
}

static bool is_of_test(const struct waiter *waiter, int64_t test_id)
{
    for (size_t i = 0; i < waiter->test_count; i++)
        if (waiter->tests[i] == test_id)
            return true;
    return waiter->test_count == 0;
}

static void wake_run(struct hub *hub, const char *uuid)
{
    struct waiter *next;

    hub->runs[slot_of(uuid)] = ++hub->told;
    for (struct waiter *each = hub->first; each; each = next) {
        next = each->next;
        if (each->uuid && strcmp(each->uuid, uuid) == 0)
            wake(hub, each, WAKE_NEWS);
    }
}

static void wake_test(struct hub *hub, int64_t test_id)
{
    struct waiter *next;

    hub->tests[slot_of_test(test_id)] = hub->any_test = ++hub->told;
    for (struct waiter *each = hub->first; each; each = next) {
        next = each->next;
        if (each->uuid && is_of_test(each, test_id))
            wake(hub, each, WAKE_NEWS);
    }
}

static bool has_news(const struct hub *hub, const struct waiter *waiter, uint64_t looked)
{
    uint64_t newest = hub->all;

    if (!waiter->uuid)
        return hub->events > looked || newest > looked;
    if (hub->runs[slot_of(waiter->uuid)] > newest)
        newest = hub->runs[slot_of(waiter->uuid)];
    if (waiter->test_count == 0 && hub->any_test > newest)
        newest = hub->any_test;
    for (size_t i = 0; i < waiter->test_count; i++)
        if (hub->tests[slot_of_test(waiter->tests[i])] > newest)
            newest = hub->tests[slot_of_test(waiter->tests[i])];
    return newest > looked;
}

/* A closed connection can be read (its end); one that a client only half closed counts as closed,
 * as most servers have it. */
static bool hung_up(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = HUB_POLL_HANGUP};

    return fd >= 0 && poll(&poll_fd, 1, 0) > 0 &&
           (poll_fd.revents & (HUB_POLL_HANGUP | POLLHUP | POLLERR | POLLNVAL));
}

static void wake_late_ones(struct hub *hub, int64_t now)
{
    struct waiter *next;

    for (struct waiter *each = hub->first; each; each = next) {
        next = each->next;
        if (now >= each->until)
            wake(hub, each, WAKE_TIME);
    }
}

static void wake_lost_ones(struct hub *hub)
{
    struct waiter *next;

    for (struct waiter *each = hub->first; each; each = next) {
        next = each->next;
        if (hung_up(each->fd))
            wake(hub, each, WAKE_GONE);
    }
}

/* ---- */

void hub_notice(void *context, const char *channel, const char *payload)
{
    struct hub *hub = context;

    (void)pthread_mutex_lock(&hub->lock);
    if (strcmp(channel, CHANNEL_RUN) == 0)
        wake_run(hub, payload);
    else if (strcmp(channel, CHANNEL_ANALYSIS) == 0)
        wake_test(hub, strtoll(payload, NULL, 10));
    (void)pthread_mutex_unlock(&hub->lock);
}

static void hear_of_events(struct hub *hub)
{
    struct waiter *next;

    (void)pthread_mutex_lock(&hub->lock);
    hub->events = ++hub->told;
    for (struct waiter *each = hub->first; each; each = next) {
        next = each->next;
        if (!each->uuid)
            wake(hub, each, WAKE_NEWS);
    }
    (void)pthread_mutex_unlock(&hub->lock);
}

/* Notifications of the time without a connection are lost: everybody looks again. */
static void note_source(struct hub *hub, bool listens)
{
    (void)pthread_mutex_lock(&hub->lock);
    if (listens && !hub->listens)
        wake_all(hub, WAKE_NEWS);
    hub->listens = listens;
    (void)pthread_mutex_unlock(&hub->lock);
}

/* How long the source may be waited for. */
static int64_t look_at_waiters(struct hub *hub, int64_t *next_look)
{
    const int64_t now = clock_monotonic_us();
    int64_t until = now + tick_us;

    (void)pthread_mutex_lock(&hub->lock);
    wake_late_ones(hub, now);
    if (now >= *next_look) {
        wake_lost_ones(hub);
        *next_look = now + CLOCK_SECOND;
    }
    for (const struct waiter *each = hub->first; each; each = each->next)
        if (each->until < until)
            until = each->until;
    (void)pthread_mutex_unlock(&hub->lock);
    return until - now;
}

static void *hub_thread(void *context)
{
    struct hub *hub = context;
    int64_t next_look = 0;

    while (!stop_asked(&hub->stop)) {
        const int64_t us = look_at_waiters(hub, &next_look);
        struct hub_heard heard;

        hub_source_wait(&hub->source, us, &hub->stop, hub_notice, hub, &heard);
        note_source(hub, heard.listens);
        if (heard.events)
            hear_of_events(hub);
    }
    hub_source_close(&hub->source);
    return NULL;
}

static bool start(struct hub *hub, const struct hub_options *options)
{
    if (pthread_mutex_init(&hub->lock, NULL) != 0)
        return false;
    if (stop_init(&hub->stop)) {
        hub_source_init(&hub->source, options->store, hub->ring, options->retention,
                        options->metrics);
        if (pthread_create(&hub->thread, NULL, hub_thread, hub) == 0)
            return true;
        stop_done(&hub->stop);
    }
    (void)pthread_mutex_destroy(&hub->lock);
    return false;
}

struct hub *hub_new(const struct hub_options *options, struct error *err)
{
    struct hub *hub = calloc(1, sizeof *hub);

    if (hub) {
        hub->most = options->most;
        hub->metrics = options->metrics;
        hub->ring = event_ring_new();
    }
    if (hub && hub->ring && start(hub, options))
        return hub;
    if (hub)
        event_ring_free(hub->ring);
    free(hub);
    (void)error_set(err, ERROR_IO, NULL, "no memory, lock or thread for those who wait");
    return NULL;
}

void hub_stop(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    hub->stopping = true;
    wake_all(hub, WAKE_STOP);
    (void)pthread_mutex_unlock(&hub->lock);
    stop_request(&hub->stop);
}

void hub_free(struct hub *hub)
{
    if (!hub)
        return;
    stop_request(&hub->stop);
    (void)pthread_join(hub->thread, NULL);
    stop_done(&hub->stop);
    event_ring_free(hub->ring);
    (void)pthread_mutex_destroy(&hub->lock);
    free(hub);
}

bool hub_stops(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    const bool stops = hub->stopping;
    (void)pthread_mutex_unlock(&hub->lock);
    return stops;
}

bool hub_is_full(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    const bool is_full = hub->count >= hub->most;
    (void)pthread_mutex_unlock(&hub->lock);
    return is_full;
}

bool hub_listens(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    const bool listens = hub->listens;
    (void)pthread_mutex_unlock(&hub->lock);
    return listens;
}

uint64_t hub_look(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    const uint64_t told = hub->told;
    (void)pthread_mutex_unlock(&hub->lock);
    return told;
}

struct event_ring *hub_events(struct hub *hub)
{
    return hub->ring;
}

/* The lock is held. */
static bool may_wait(const struct hub *hub, const struct waiter *waiter, uint64_t looked,
                     enum wake *ret_why)
{
    if (hub->stopping)
        *ret_why = WAKE_STOP;
    else if (has_news(hub, waiter, looked))
        *ret_why = WAKE_NEWS;
    else if (hub->count >= hub->most)
        *ret_why = WAKE_FULL;
    else
        return true;
    return false;
}

bool hub_wait(struct hub *hub, struct waiter *waiter, uint64_t looked)
{
    (void)pthread_mutex_lock(&hub->lock);
    const bool waits = may_wait(hub, waiter, looked, &waiter->why);
    if (waits) {
        waiter->waits = true;
        waiter->previous = NULL;
        waiter->next = hub->first;
        if (hub->first)
            hub->first->previous = waiter;
        hub->first = waiter;
        hub->count++;
        metrics_add(hub->metrics, METRIC_HTTP_WAITING, 1, NULL, NULL);
    }
    (void)pthread_mutex_unlock(&hub->lock);
    return waits;
}
