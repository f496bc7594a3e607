/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch.h - a test's frame, straight from OpenSearch or Elasticsearch with Orion's queries.
 *
 * One orion_fetch is one connection; it belongs to one thread at a time. Errors name the request
 * and the server's reason. */
#ifndef RIGEL_ORION_FETCH_H
#define RIGEL_ORION_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "config/test.h"
#include "orion/frame.h"
#include "orion/options.h"

struct orion_fetch;

/* Talks to no server yet. options must outlive it; stop may be NULL. ERROR_USAGE: not a URL. */
MUST_CHECK struct orion_fetch *orion_fetch_open(const struct orion_options *options,
                                                struct stop *stop, struct error *err);
void orion_fetch_close(struct orion_fetch *fetch); /* NULL is fine */

/* The pull requests of a version's payload (pull_requests.h), asked once a run; NULL: not asked. */
typedef bool payload_lookup(void *context, const char *version, struct text_list *ret,
                            struct error *err);

/* Which runs of a test are taken. */
enum fetch_runs {
    FETCH_AS_CONFIGURED,
    FETCH_PERIODIC, /* pull-request mode: jobType periodic, without organization and repository */
    FETCH_PULL      /* pull-request mode: jobType pull with pull_number */
};

struct fetch_query {
    const struct test *test;
    enum fetch_runs runs;
    const char *pull_number;               /* FETCH_PULL */
    const char *organization, *repository; /* FETCH_PULL; "" for none */
    const char *start, *end; /* of the time range, as sent (REFERENCE 4); NULL: open */
    int64_t lookback_size;
    payload_lookup *payload;
    void *payload_context;
};

enum fetch_outcome {
    FETCH_FRAME,   /* *ret is there, maybe without rows */
    FETCH_NO_RUNS, /* no run for the metadata, or no metric could be fetched: exit status 3 */
    FETCH_FAILED   /* err is set: exit status 1 */
};

/* The frame lives in arena. What is odd but no failure is logged (room "orion"). */
enum fetch_outcome orion_fetch_frame(struct orion_fetch *fetch, struct arena *arena,
                                     const struct fetch_query *query, struct frame **ret,
                                     struct error *err);

/* The time range of --lookback and --since at `now` (seconds since 1970): texts as sent to the
 * server, or NULL. ERROR_USAGE: a form that Orion dies of. */
MUST_CHECK bool orion_time_range(struct arena *arena, const struct orion_options *options,
                                 int64_t now, const char **ret_start, const char **ret_end,
                                 struct error *err);

#endif
