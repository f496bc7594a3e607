/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access.h - who asks, and may they? */
#ifndef RIGEL_API_ACCESS_H
#define RIGEL_API_ACCESS_H

#include "api/request.h"

/* Sets request->principal from the request's token; checks it against the route's role. Errors:
 * ERROR_UNAUTHENTICATED, ERROR_FORBIDDEN, ERROR_RATE. */
MUST_CHECK bool access_admit(struct request *request, struct error *err);

#endif
