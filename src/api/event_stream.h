/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event_stream.h - the events one client asked for, as the bytes of text/event-stream.
 *
 * Nothing but a place in the order of events and what is filtered: it reads from the hub's ring, or
 * where it is older than the ring from the database. One thread's at a time. */
#ifndef RIGEL_API_EVENT_STREAM_H
#define RIGEL_API_EVENT_STREAM_H

#include "api/access.h"
#include "api/hub.h"
#include "api/request.h"

enum { EVENT_STREAM_IDLE = 0, EVENT_STREAM_END = -1 };

struct event_stream;

struct event_stream_options {
    struct hub *hub;
    struct store *store;        /* NULL: what the ring no longer has ends the stream */
    struct access *access;      /* may be NULL: everybody may read */
    const char *token_hash;     /* of the listener's token, copied; NULL: it has none */
    struct event_place after;   /* the first event is the one after it */
    struct event_filter filter; /* copied */
};

struct event_stream *event_stream_new(const struct event_stream_options *options);
void event_stream_free(struct event_stream *stream); /* NULL is fine */

/* At most `most` bytes to out. EVENT_STREAM_IDLE: nothing just now, come again when the hub has
 * news or at event_stream_due. EVENT_STREAM_END: it is over, since the server ends, its time is
 * over (LIMIT_STREAM_SECONDS), the listener may not read any more, or the database does not answer;
 * clients come again by themselves. */
int event_stream_read(struct event_stream *stream, char *out, size_t most);
int64_t
event_stream_due(const struct event_stream *stream); /* monotonic: of the next sign of life */

/* "<transaction>-<event>", as ids of events are written. */
enum { EVENT_ID_SIZE = 48 };
const char *event_id_write(struct event_place place, char text[EVENT_ID_SIZE]);
bool event_id_read(const char *text, struct event_place *ret_place);

#endif
