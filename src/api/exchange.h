/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - one request and its answer as libmicrohttpd hands them over.
 *
 * Begun when the request line is read, admitted when the head is complete, answered when the body
 * is (where the route takes one), ended when the last byte of the answer is sent or the client is
 * gone. A request that announces a body which its route does not take, or a larger one than it
 * takes, is answered at once and its connection closed: what follows could not be told from the
 * next request. */
#ifndef RIGEL_API_EXCHANGE_H
#define RIGEL_API_EXCHANGE_H

#include <microhttpd.h>

#include "api/request.h"
#include "api/watch.h"

struct exchange;

/* target is copied. NULL: no memory. */
struct exchange *exchange_new(const struct api *api, struct watch *watch,
                              struct MHD_Connection *connection, const char *target);
/* The library's calls for one request: the head, parts of the body (*size bytes, set to 0 when
 * taken), the end. Queues the answer in one of them. */
enum MHD_Result exchange_take(struct exchange *exchange, struct MHD_Connection *connection,
                              const char *method, const char *bytes, size_t *size);
void exchange_free(struct exchange *exchange); /* NULL is fine */

#endif
