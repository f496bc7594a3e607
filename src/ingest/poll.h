/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poll.h - one look at one test: which runs belong, what changed of them, pull it, settle.
 *
 * A run is looked at when it is not settled, younger than reopen_us, or was pulled with another
 * definition of the test; of those the ones are pulled whose fingerprint differs from the last
 * pull's. A run that the metadata query no longer matches stays: the index it came from may have
 * been removed by its own retention. */
#ifndef RIGEL_INGEST_POLL_H
#define RIGEL_INGEST_POLL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "config/service.h"
#include "ingest/group_values.h"
#include "ingest/progress.h"
#include "ingest/pull.h"
#include "ingest/source.h"
#include "store/store.h"

struct poll {
    struct store *store;
    struct store_connection *connection; /* holds the source's lock */
    struct source *source;
    const struct service_config *config;
    const struct test *test;
    struct group_values *groups; /* what is known of the test's group_by values; kept over polls */
    struct progress *progress;   /* may be NULL */
    struct stop *stop;           /* may be NULL; looked at between batches */
    int64_t now;
    int64_t since_us;   /* metadata from here on; INT64_MIN: all of it */
    bool is_first_look; /* of this process at the test: new runs are history, seen when they ran */
    /* Runs from here on are looked at even where they are settled; INT64_MAX: none besides those
     * said above. */
    int64_t look_since_us;
    const char *uuid; /* only this run; NULL: all */
    /* Called between batches; may be NULL. *ret_used: it pulled on the same connection, and what
     * is known of the runs is to be read anew. */
    bool (*between)(void *context, bool *ret_used, struct error *err);
    void *between_context;
};

struct poll_counts {
    int64_t runs;     /* the source said belong */
    int64_t new_runs; /* of them not known before */
    int64_t settled;
    int64_t rejected_metadata;
    struct pull_counts pulled;
};

/* Adds to *counts, also where it fails half-way: whole batches stay. ERROR_CANCELLED: the stop was
 * asked for. */
MUST_CHECK bool poll_test(const struct poll *poll, struct poll_counts *counts, struct error *err);

#endif
