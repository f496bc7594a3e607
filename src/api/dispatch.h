/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch.h - a request to its handler and back with an answer, whatever happens in between.
 *
 * Finds the route, checks method and parameters, lends a database connection to the handler and
 * takes it back before the answer is sent, turns errors into problems and logs those that are
 * ours. */
#ifndef RIGEL_API_DISPATCH_H
#define RIGEL_API_DISPATCH_H

#include "api/request.h"

/* Always leaves a complete request->reply. */
void dispatch(struct request *request);

#endif
