/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route.h - the route table as data, and the way from a target to its row. */
#ifndef RIGEL_API_ROUTE_H
#define RIGEL_API_ROUTE_H

#include "api/request.h"

/* Fills request->reply. false with err set: dispatch answers with the problem. */
typedef bool route_handler(struct request *request, struct error *err);

/* Who may ask. ROLE_OPEN is for probes; dispatch lets everybody read while there are no tokens. */
enum role { ROLE_OPEN, ROLE_READ };

struct route {
    const char *pattern; /* "/api/v1/tests/{test}": a {name} takes one whole segment */
    enum role role;
    bool needs_store; /* a connection is borrowed for the handler */
    unsigned takes;   /* parameters, TAKES(...) */
    route_handler *handle;
    const char *summary; /* one line, for the list of routes */
};

extern const struct route routes[];
extern const size_t route_count;

/* The row whose pattern fits, its names put into request; NULL: none. */
const struct route *route_find(const struct target *target, struct request *request);

#endif
