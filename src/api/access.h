/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access.h - who asks, and may they?
 *
 * A request carries a bearer token or none. A token is looked up by its hash and remembered for
 * TOKEN_CACHE_LIFE_US; an unknown, expired or revoked one is refused with the same words, whichever
 * it is. Requests are counted by token, those without one by address; failed ones by address too
 * and much harder, since each costs a look into the database. */
#ifndef RIGEL_API_ACCESS_H
#define RIGEL_API_ACCESS_H

#include "api/access_rules.h"
#include "api/request.h"

/* Takes the rules, also where it fails. */
MUST_CHECK struct access *access_new(struct access_rules *rules, struct error *err);
void access_free(struct access *access); /* NULL is fine */
/* These rules, which it takes, from the next request on. By any thread. */
void access_take_rules(struct access *access, struct access_rules *rules);

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
/* Would who was let in to read be let in again? For answers that go on for long. Who is NULL: they
 * came without a token. A database that does not answer changes nothing. */
bool access_stands(struct access *access, struct store *store, const char *token_hash);

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
