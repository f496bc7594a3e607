/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watch.h - cuts clients that take too long, and knows how many requests are under way.
 *
 * libmicrohttpd's own timeout starts anew with every byte, so a client that drips one byte a second
 * would hold its connection for ever. Here each phase of a connection has a deadline that bytes do
 * not move: sending the head of a request, being idle, taking the answer (limits.h). A thread of
 * its own shuts late sockets down; the library then sees the end and closes them.
 *
 * Functions may be called by several threads at once, but for _new and _free. */
#ifndef RIGEL_API_WATCH_H
#define RIGEL_API_WATCH_H

#include <stdint.h>

#include "base/error.h"
#include "base/metrics.h"

struct watch;
struct watched; /* one connection */

enum phase {
    PHASE_READING, /* the head of a request is on its way */
    PHASE_BODY,    /* its body is */
    PHASE_WORKING, /* ours to answer: no deadline */
    PHASE_WAITING, /* put off: the hub has deadlines and looks for hang-ups */
    PHASE_REPLYING,
    PHASE_IDLE,
    PHASE_CUT
};

/* Starts the thread. metrics may be NULL. NULL: no thread or memory. */
MUST_CHECK struct watch *watch_new(struct metrics *metrics, struct error *err);
void watch_free(struct watch *watch); /* after the last connection ended; NULL is fine */

/* NULL: no memory, the connection is then not watched. */
struct watched *watch_connection(struct watch *watch, int fd);
/* What all connections of the watch belong to; set before the first one. */
void watch_set_owner(struct watch *watch, void *owner);
void *watched_owner(const struct watched *watched); /* NULL for NULL */
int watched_fd(const struct watched *watched);      /* -1 for NULL */
void watch_phase(struct watch *watch, struct watched *watched, enum phase phase); /* NULL is fine */
/* Must come before the descriptor is closed. */
void watch_end(struct watch *watch, struct watched *watched); /* NULL is fine */

/* Waits until no connection is at work, waiting or replying, at most us. True: none is. */
bool watch_drain(struct watch *watch, int64_t us);

#endif
