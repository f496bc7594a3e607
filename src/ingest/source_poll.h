/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_poll.h - one source and the state of its tests between polls. Belongs to one thread. */
#ifndef RIGEL_INGEST_SOURCE_POLL_H
#define RIGEL_INGEST_SOURCE_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "base/metrics.h"
#include "base/stop.h"
#include "config/service.h"
#include "ingest/express.h"
#include "ingest/poll.h"
#include "ingest/worker.h"
#include "store/store.h"

struct source_poll;

struct source_poll_setup {
    struct store *store;
    const struct service_config *config; /* must outlive it */
    const struct source_config *source;
    const char *test;        /* only this one; NULL: all of the source */
    struct metrics *metrics; /* may be NULL */
    struct stop *stop;       /* may be NULL */
    /* Requests to pull a run, which then are answered first, between tests and between batches;
     * NULL: they are none of this poll's business. */
    struct express *express;
    bool terminal;
};

/* NULL: the source cannot be opened. */
MUST_CHECK struct source_poll *source_poll_new(const struct source_poll_setup *setup,
                                               struct error *err);
void source_poll_free(struct source_poll *poll); /* NULL is fine */

/* How a poll looks: see struct poll. */
struct source_look {
    bool everything;  /* all metadata; else from reopen_us before now for tests seen before */
    int64_t since_us; /* INT64_MIN: none; else metadata and runs from here on */
    const char *uuid;
    bool wait; /* for another process' poll of this source to end */
};

/* All tests of the source, under its lock. Failures of tests are logged and counted in
 * *summary; the first is in err (false). *ret_busy: another process polls it and wait was not
 * asked for; nothing was done. */
MUST_CHECK bool source_poll_run(struct source_poll *poll, const struct source_look *look,
                                struct ingest_summary *summary, bool *ret_busy, struct error *err);
/* Answers the open requests only, under the same lock. One that fails stays open. *ret_busy: the
 * lock's holder answers them, if it follows; else they are still there later. */
MUST_CHECK bool source_poll_serve(struct source_poll *poll, struct ingest_summary *summary,
                                  bool *ret_busy, struct error *err);

#endif
