/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access.h - who asks, and may they? */
#ifndef RIGEL_API_ACCESS_H
#define RIGEL_API_ACCESS_H

#include "api/request.h"

/* Sets request->principal from the request's token; checks it against the route's role. Errors:
 * ERROR_UNAUTHENTICATED, ERROR_FORBIDDEN, ERROR_RATE. */
MUST_CHECK bool access_admit(struct request *request, struct error *err);

/* For handlers, after access_admit and with a connection. What belongs to a project that the token
 * is not bound to is not there for it: lists leave it out (request_may, or the project in the
 * statement: page_scope), and one asked for by name is ERROR_NOT_FOUND, as if it did not exist. */

/* ERROR_NOT_FOUND: the test of that name is not there for the one who asks. Costs a statement only
 * where the token is bound to projects; else a test that does not exist is no error. */
MUST_CHECK bool access_check_test(struct request *request, const char *test, struct error *err);
/* Records a change that the request makes, inside its transaction (on request->connection):
 * audit.h tells of action, subject and detail. */
MUST_CHECK bool access_audit(struct request *request, const char *action, const char *subject,
                             const char *detail, struct error *err);

#endif
