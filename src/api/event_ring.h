/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event_ring.h - the newest events, read from the database once for all who listen.
 *
 * A listener is nothing but a place in the order of events. One that falls behind what the ring
 * still holds is told so and reads from the database until it has caught up, so nobody's pace is
 * another's. Functions may be called by several threads at once, but for _new and _free. */
#ifndef RIGEL_API_EVENT_RING_H
#define RIGEL_API_EVENT_RING_H

#include "base/buffer.h"
#include "store/events.h"

enum { EVENT_RING_SIZE = 1024 };

struct event_ring;

struct event_ring *event_ring_new(void); /* NULL: no memory */
void event_ring_free(struct event_ring *ring);

/* Empties the ring: everything after `place` will be added. */
void event_ring_begin(struct event_ring *ring, struct event_place place);
/* Events in order, each after event_ring_end. */
void event_ring_add(struct event_ring *ring, const struct event_row *rows, size_t count);
/* The place after the last event; false: the ring has not begun. */
bool event_ring_end(struct event_ring *ring, struct event_place *ret_place);

/* Calls take with the events after *place, in order, until it returns false (that one was not
 * taken), and moves *place behind the last one taken. False: the ring does not reach back to
 * *place, or has not begun; *ret_base is where it begins. take must not call the ring. */
typedef bool event_taker(void *context, const struct event_row *row);
bool event_ring_read(struct event_ring *ring, struct event_place *place, event_taker *take,
                     void *context, struct event_place *ret_base);

#endif
