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
#include "config/shared.h"
#include "store/store.h"

struct event_stream;
struct hub;
struct access; /* access.h */

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

struct verdict_cache;
struct place_rounds;
struct place_asker; /* place_rounds.h */

/* What all requests share; read-only but for the atomics and the objects behind the pointers. */
struct api {
    struct store *store;            /* NULL: routes that need it answer 503 */
    struct metrics *metrics;        /* may be NULL */
    struct config_shared *config;   /* NULL: routes that need it find nothing */
    struct verdict_cache *verdicts; /* may be NULL */
    const struct part *parts;
    size_t part_count;
    const struct pool *pools;
    size_t pool_count;
    struct hub *hub;             /* NULL: no answer can be put off */
    struct place_rounds *rounds; /* NULL: each request looks its run up by itself */
    bool has_tls;                /* of the server, not of a proxy before it */
    struct access *access;       /* NULL: nobody has a token, and reading is free */
    bool probes_only; /* a process without the API: /healthz, /readyz and /metrics alone */
};

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_OPTIONS,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OTHER
};

enum { REQUEST_NAMES = 4 };

/* What a client sent besides the request line. */
struct request_head {
    /* The value of a header, or NULL; NULL function: no headers at all. */
    const char *(*header)(void *context, const char *name);
    /* Calls take with the value of each header of this name, in their order; NULL: header says
     * all. */
    void (*each)(void *context, const char *name, void (*take)(void *taker, const char *value),
                 void *taker);
    void *context;
    const char *address; /* of the client, as text; NULL: not known */
    int64_t started_us;  /* monotonic: when the request line was read */
    bool can_wait;       /* the answer may be put off (request_wait) */
    bool can_ask;        /* the answer may be put off for a moment (request_ask) */
    bool again;          /* put off before: admitted already, and not to be counted twice */
};

/* Who asks. All of it is what their token says. */
struct principal {
    const char *name;            /* "anonymous" without a token */
    const char *token_hash;      /* of the token; NULL without one */
    unsigned roles;              /* 1u << enum role */
    const char *const *projects; /* NULL: every project */
    size_t project_count;
};

struct route;

struct request {
    const struct api *api;
    struct arena *arena;
    enum method method;
    const char *target;               /* as it came, for `instance` */
    const struct route *route;        /* NULL: no route fits */
    const char *names[REQUEST_NAMES]; /* what the {braces} of the route stand for, in order */
    struct query query;
    struct request_head head;
    struct principal principal;
    const char *body; /* as it came, body_size bytes and a NUL; NULL: none */
    size_t body_size;
    struct store_connection *connection; /* NULL: request_connect */
    struct reply reply;
    const char *waits_for;      /* uuid of the run that request_wait put the answer off for */
    int64_t waits_until;        /* monotonic */
    const int64_t *waits_tests; /* whose analysis matters to it; none: every test's */
    size_t waits_test_count;
    struct place_asker *asker;   /* request_ask; NULL: not called */
    bool asks;                   /* put off until it is answered */
    struct event_stream *stream; /* instead of reply's body, which stays empty; NULL: none */
};

/* head may be NULL (nothing but the request line); it is copied, what it points at is borrowed. */
void request_init(struct request *request, const struct api *api, const char *method,
                  const char *target, const struct request_head *head);
void request_done(struct request *request);

const char *request_header(const struct request *request, const char *name); /* NULL: none */
/* Is the client allowed to see and change what belongs to this project? */
bool request_may(const struct request *request, const char *project);

/* Borrows request->connection, if it is not there already; it is returned when the handler has. */
MUST_CHECK bool request_connect(struct request *request, struct error *err);

/* Puts the answer off until the places of the run are found: the handler returns true without an
 * answer and is called anew with the same request, request->asker saying what was found. False: it
 * cannot be put off, or was already. */
MUST_CHECK bool request_ask(struct request *request, const char *uuid);
/* Puts the answer off until something of run `uuid` changes or `us` since the request came are
 * over: the handler returns true without an answer and is called anew then. False: the time is
 * over, or no answer can be put off now; the handler answers with what is known. */
MUST_CHECK bool request_wait(struct request *request, const char *uuid, int64_t us);
/* After request_wait: only analyses of these tests matter (and what becomes of the run), so others
 * need not wake it. The ids are copied. */
void request_wait_tests(struct request *request, const int64_t *test_ids, size_t count);

#endif
