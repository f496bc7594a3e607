/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route.h - the route table as data, and the way from a target to its row. */
#ifndef RIGEL_API_ROUTE_H
#define RIGEL_API_ROUTE_H

#include "api/request.h"

/* Fills request->reply. false with err set: dispatch answers with the problem. */
typedef bool route_handler(struct request *request, struct error *err);

/* Who may ask. ROLE_OPEN is for probes and needs nothing; push and triage include read, admin all.
 */
enum role { ROLE_OPEN, ROLE_READ, ROLE_PUSH, ROLE_TRIAGE, ROLE_ADMIN };

struct route {
    enum method method;  /* METHOD_GET answers HEAD too */
    const char *pattern; /* "/api/v1/tests/{test}": a {name} takes one whole segment */
    enum role role;
    bool needs_store; /* a connection is borrowed for the handler; else it may (request_connect) */
    uint64_t takes;   /* parameters, TAKES(...) */
    size_t body_most; /* bytes of a request body as it comes; 0: it takes none */
    route_handler *handle;
    const char *summary; /* one line, for the list of routes */
};

extern const struct route routes[];
extern const size_t route_count;

/* The row whose pattern and method fit, its names put into request; NULL: none. Rows of one pattern
 * follow one another. HEAD finds GET's row. *ret_allow: the methods of the pattern as an Allow
 * header has them, in the request's arena; NULL: no row has the pattern. */
const struct route *route_find(const struct target *target, struct request *request,
                               const char **ret_allow);
const char *method_name(enum method method); /* "GET" */
const char *role_name(enum role role);       /* "read"; "" for ROLE_OPEN */

#endif
