/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hub_source.h - what the hub hears of the database: notifications and events, over a connection
 * that is made anew where it breaks. One thread's. */
#ifndef RIGEL_API_HUB_SOURCE_H
#define RIGEL_API_HUB_SOURCE_H

#include <poll.h>

#include "api/hub.h"
#include "base/metrics.h"
#include "base/stop.h"
#include "store/store.h"

/* Linux tells of a client's hang-up apart from its bytes; POSIX has no name for it. */
#ifdef POLLRDHUP
#define HUB_POLL_HANGUP POLLRDHUP
#else
#define HUB_POLL_HANGUP 0x2000
#endif

struct hub_source {
    struct store *store; /* NULL: it only lets time pass */
    struct store_connection *connection;
    struct event_ring *ring;
    struct metrics *metrics;
    struct hub_retention retention;
    int64_t next_try, next_sweep, next_events; /* monotonic */
    bool begun;                                /* the ring has */
    bool was_up;                               /* there was a connection before */
    bool events_told;
};

struct hub_heard {
    bool listens; /* the connection is up */
    bool events;  /* the ring has new ones */
};

void hub_source_init(struct hub_source *source, struct store *store, struct event_ring *ring,
                     struct hub_retention retention, struct metrics *metrics);
/* Waits at most us, or until something is heard or stop is asked for. notice is called for each
 * notification. */
void hub_source_wait(struct hub_source *source, int64_t us, struct stop *stop, store_notice *notice,
                     void *context, struct hub_heard *ret_heard);
void hub_source_close(struct hub_source *source);

#endif
