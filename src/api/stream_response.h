/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream_response.h - an answer without an end, sent as there is something to send; between, its
 * connection is suspended and costs no thread. */
#ifndef RIGEL_API_STREAM_RESPONSE_H
#define RIGEL_API_STREAM_RESPONSE_H

#include <microhttpd.h>

#include "api/event_stream.h"
#include "api/watch.h"

/* Owns the stream, also where it fails (NULL: no memory). */
struct MHD_Response *stream_response(struct event_stream *stream, struct hub *hub,
                                     struct MHD_Connection *connection, struct watch *watch,
                                     struct watched *watched);

#endif
