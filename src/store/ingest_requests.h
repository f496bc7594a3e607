/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ingest_requests.h - runs that somebody wants pulled now, without waiting for the next poll.
 *
 * Each source looks for the run among its own tests and notes that it did; a request is there until
 * it is INGEST_REQUEST_LIFE_US old, so that a process that starts meanwhile serves it too. */
#ifndef RIGEL_STORE_INGEST_REQUESTS_H
#define RIGEL_STORE_INGEST_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

#define INGEST_REQUEST_LIFE_US (600 * CLOCK_SECOND)

struct ingest_request {
    int64_t request_id;
    const char *uuid;
    const char *test; /* name; NULL: every test */
};

/* Adds a request and wakes the processes that ingest, when the caller's transaction commits (at
 * once where there is none). test: only this one; NULL: every test. */
MUST_CHECK bool ingest_request_add(struct store_connection *connection, const char *uuid,
                                   const char *test, struct error *err);
/* At most `most` requests, in arena, the oldest first, that this source has not answered. */
MUST_CHECK bool ingest_requests_load(struct store_connection *connection, struct arena *arena,
                                     const char *source, size_t most,
                                     const struct ingest_request **ret_requests, size_t *ret_count,
                                     struct error *err);
/* Notes that the source answered these. */
MUST_CHECK bool ingest_requests_done(struct store_connection *connection, const char *source,
                                     const int64_t *request_ids, size_t count, struct error *err);
/* Deletes what is too old. */
MUST_CHECK bool ingest_requests_sweep(struct store_connection *connection, struct error *err);

#endif
