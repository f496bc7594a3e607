/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange.h - one request and its answer as libmicrohttpd hands them over.
 *
 * Begun when the request line is read, answered when the head is complete, ended when the last byte
 * of the answer is sent or the client is gone. GET, HEAD and OPTIONS only: a body is never read;
 * a request that announces one is answered and its connection closed. */
#ifndef RIGEL_API_EXCHANGE_H
#define RIGEL_API_EXCHANGE_H

#include <microhttpd.h>

#include "api/request.h"
#include "api/watch.h"

struct exchange;

/* target is copied. NULL: no memory. */
struct exchange *exchange_new(const struct api *api, struct watch *watch,
                              struct MHD_Connection *connection, const char *target);
/* Dispatches and queues the answer. */
enum MHD_Result exchange_answer(struct exchange *exchange, struct MHD_Connection *connection,
                                const char *method);
void exchange_free(struct exchange *exchange); /* NULL is fine */

#endif
