/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request.h - one request on its way through: what came in, what the handlers may use, the answer.
 *
 * Handlers know nothing of the HTTP library, so tests and fuzzers call them through dispatch()
 * without a socket. A request belongs to one thread. */
#ifndef RIGEL_API_REQUEST_H
#define RIGEL_API_REQUEST_H

#include <stdatomic.h>

#include "api/query.h"
#include "api/reply.h"
#include "base/metrics.h"
#include "store/store.h"

enum part_state { PART_OFF, PART_STARTING, PART_RUNNING, PART_FAILED, PART_STOPPED };

/* A worker of this process, for /readyz: written by its owner, read by requests. */
struct part {
    const char *name;
    _Atomic int state; /* enum part_state */
};

/* A pool of database connections, for /metrics. */
struct pool {
    const char *name;
    struct store *store; /* NULL: not in this process */
};

/* What all requests share; read-only but for the atomics and the objects behind the pointers. */
struct api {
    struct store *store;     /* NULL: routes that need it answer 503 */
    struct metrics *metrics; /* may be NULL */
    const struct part *parts;
    size_t part_count;
    const struct pool *pools;
    size_t pool_count;
    bool probes_only; /* a process without the API: /healthz, /readyz and /metrics alone */
};

enum method { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_OPTIONS = 4, METHOD_OTHER = 8 };

enum { REQUEST_NAMES = 4 };

struct route;

struct request {
    const struct api *api;
    struct arena *arena;
    enum method method;
    const char *target;               /* as it came, for `instance` */
    const struct route *route;        /* NULL: no route fits */
    const char *names[REQUEST_NAMES]; /* what the {braces} of the route stand for, in order */
    struct query query;
    struct store_connection *connection; /* NULL where the route needs none */
    struct reply reply;
};

void request_init(struct request *request, const struct api *api, const char *method,
                  const char *target);
void request_done(struct request *request);

#endif
