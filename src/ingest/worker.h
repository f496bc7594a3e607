/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.h - the loop of ingest: every test of every source, once or again and again.
 *
 * A source is polled by one process at a time: an advisory lock is held from the start to the end
 * of each poll. A second process that follows skips the source until its next poll; one that works
 * once (`--once`, `--run`, `--since`) waits for the other's poll to end, so that what was in the
 * source when it started is in the tables when it ends. */
#ifndef RIGEL_INGEST_WORKER_H
#define RIGEL_INGEST_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "base/metrics.h"
#include "base/stop.h"
#include "config/service.h"
#include "config/shared.h"
#include "ingest/poll.h"
#include "store/store.h"

struct ingest_options {
    const char *test; /* only this one; NULL: all */
    const char *run;  /* only the run with this uuid; NULL: all */
    int64_t since_us; /* metadata from here on, and these runs are looked at even where they are
                         settled; INT64_MIN: all metadata */
    bool terminal;    /* stderr may be drawn on */
};

struct ingest_summary {
    size_t tests, failed_tests;
    struct poll_counts counts;
};

/* One pass. A test that fails does not stop the others: all are logged, the first is in err.
 * ERROR_NOT_FOUND: no such test, or no test takes the run. stop and metrics may be NULL.
 * *ret_summary is filled in any case. */
MUST_CHECK bool ingest_once(struct store *store, const struct service_config *config,
                            const struct ingest_options *options, struct metrics *metrics,
                            struct stop *stop, struct ingest_summary *ret_summary,
                            struct error *err);

/* Follows until stop is asked for, one thread a source: polls at the source's interval, pulls a run
 * at once where a request asks for it (store/ingest_requests.h), drops
 * partitions past the retention once a day, takes a new configuration as soon as shared has one
 * (a batch under way is given up and done again). Failures are logged and tried again. Needs four
 * connections of the pool a source at most. metrics may be NULL. */
void ingest_follow(struct store *store, struct config_shared *shared, struct metrics *metrics,
                   struct stop *stop);

/* ingest_follow in a thread of its own, for serve. */
struct ingest_worker;
MUST_CHECK struct ingest_worker *ingest_worker_start(struct store *store,
                                                     struct config_shared *shared,
                                                     struct metrics *metrics, struct stop *stop,
                                                     struct error *err);
/* Waits for the end, which stop must have been asked for; frees. NULL is fine. */
void ingest_worker_join(struct ingest_worker *worker);

#endif
