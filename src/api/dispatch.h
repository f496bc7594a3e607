/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch.h - a request to its handler and back with an answer, whatever happens in between.
 *
 * Two steps, since a body is only read of those who may send one: dispatch_admit finds the route
 * and checks method, access and parameters; dispatch_handle lends a database connection to the
 * handler and takes it back before the answer is sent. Both turn errors into problems and log those
 * that are ours. */
#ifndef RIGEL_API_DISPATCH_H
#define RIGEL_API_DISPATCH_H

#include "api/request.h"

/* False: request->reply is complete and the handler not to be called. */
bool dispatch_admit(struct request *request);
/* After dispatch_admit and with the whole body: leaves a complete request->reply, or
 * request->waits_for where the handler puts its answer off. */
void dispatch_handle(struct request *request);
/* Leaves the problem that err makes in request->reply, in place of what was there. */
void dispatch_refuse(struct request *request, const struct error *err);
/* A body larger than its route takes: leaves the problem in request->reply. */
void dispatch_refuse_body(struct request *request, size_t size);
/* Both steps, for a request without a body. */
void dispatch(struct request *request);

#endif
