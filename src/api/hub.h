/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hub.h - those who wait: put-off requests and listeners to events, woken when something happened.
 *
 * One thread with a database connection of its own listens; whoever waits costs a struct waiter and
 * no thread. Nothing is lost between looking and waiting:
 *
 *     const uint64_t looked = hub_look(hub);
 *     ... read the database ...
 *     if (!hub_wait(hub, &waiter, looked)) ... waiter.why says why it is not to wait: look again
 *
 * since hub_wait refuses with WAKE_NEWS what was told of after hub_look. When the database
 * connection was lost, everybody is woken once it is back. Functions may be called by several
 * threads at once, but for _new and _free. */
#ifndef RIGEL_API_HUB_H
#define RIGEL_API_HUB_H

#include <stdint.h>

#include "api/event_ring.h"
#include "base/error.h"
#include "base/metrics.h"
#include "store/store.h"

struct hub;

enum wake {
    WAKE_NEWS,
    WAKE_TIME, /* the deadline is over */
    WAKE_GONE, /* the client hung up */
    WAKE_STOP, /* the server ends */
    WAKE_FULL  /* as many wait already as may */
};

struct waiter {
    /* Filled by its owner; borrowed until it is woken. */
    const char *uuid;     /* of the run that it waits for; NULL: it waits for events */
    const int64_t *tests; /* whose analysis wakes it; none: every test's */
    size_t test_count;
    int64_t until;                 /* monotonic */
    int fd;                        /* of the client, looked at for a hang-up; -1: none */
    void (*resume)(void *context); /* called once, by any thread, with the hub locked */
    void *context;
    /* The hub's; why is valid from the call of resume on. */
    enum wake why;
    bool waits;
    struct waiter *next, *previous;
};

/* For how long things are kept (microseconds); 0: for ever. */
struct hub_retention {
    int64_t events_us, verdicts_us; /* verdicts as they were told */
};

struct hub_options {
    struct store *store;     /* a pool for this alone; NULL: nothing is listened to */
    struct metrics *metrics; /* may be NULL */
    size_t most;             /* waiters at once */
    struct hub_retention retention;
};

/* Starts the thread. NULL: no thread or memory. */
MUST_CHECK struct hub *hub_new(const struct hub_options *options, struct error *err);
/* Wakes everybody with WAKE_STOP; nobody can wait any more. */
void hub_stop(struct hub *hub);
void hub_free(struct hub *hub); /* after hub_stop and the last waiter; NULL is fine */

bool hub_is_full(struct hub *hub);  /* as many wait as may */
bool hub_stops(struct hub *hub);    /* hub_stop was called */
bool hub_listens(struct hub *hub);  /* the connection that hears of news is up */
uint64_t hub_look(struct hub *hub); /* what was told of by now */
struct event_ring *hub_events(struct hub *hub);
/* True: resume will be called, or has been. False: waiter->why says why not. */
MUST_CHECK bool hub_wait(struct hub *hub, struct waiter *waiter, uint64_t looked);

/* What the database told: of the hub's own thread, and of tests in its place. context: the hub. */
void hub_notice(void *context, const char *channel, const char *payload);

#endif
