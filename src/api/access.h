/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access.h - who asks, and may they?
 *
 * A request carries a bearer token or none. A token is looked up by its hash and remembered for
 * TOKEN_CACHE_LIFE_US; an unknown, expired or revoked one is refused with the same words, whichever
 * it is. Requests are counted by token, those without one by address; failed ones by address too
 * and much harder, since each costs a look into the database. */
#ifndef RIGEL_API_ACCESS_H
#define RIGEL_API_ACCESS_H

#include "api/request.h"

struct access_options {
    bool anonymous_read;        /* a request without a token may read */
    double requests_per_second; /* of one token or address; 0: no limit */
    unsigned burst;
    const char *const
        *proxies; /* whose X-Forwarded-For is believed: addresses, or blocks of them */
    size_t proxy_count;
    const char *const *cors_origins;
    size_t cors_origin_count;
};

/* options are copied. Errors: ERROR_CONFIG (a proxy that is no address, an origin that is none). */
MUST_CHECK struct access *access_new(const struct access_options *options, struct error *err);
void access_free(struct access *access); /* NULL is fine */

/* Before anything else: the headers for browsers, which tell pages of other origins what they may
 * read, and under TLS that the service is never to be asked without. */
void access_browsers(struct request *request);

/* Sets request->principal from the request's token, and request->head.address to the client's where
 * a trusted proxy names it; checks the role against the route's. Errors: ERROR_UNAUTHENTICATED,
 * ERROR_FORBIDDEN, ERROR_RATE, each with its headers; ERROR_DATABASE and ERROR_BUSY where a token
 * could not be looked up. */
MUST_CHECK bool access_admit(struct request *request, struct error *err);
/* After a change of tokens in this process: every one is looked up again. */
void access_forget_tokens(const struct request *request);

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
