/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pull.h - one batch of runs from the source into the database, whole or not at all.
 *
 * One transaction fetches, stores the documents (COPY, page by page), reduces them to points,
 * queues the series whose points changed, notes fresh runs as due a verdict, and what the source
 * held. Killed anywhere, nothing of the batch is there. Documents of runs that were pulled before
 * are deleted and stored anew: what the source no longer has goes, what changed is replaced, and
 * the final rows do not depend on how many pulls it took. A run of which the source holds nothing
 * any more (its index is gone) keeps what is stored. */
#ifndef RIGEL_INGEST_PULL_H
#define RIGEL_INGEST_PULL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/service.h"
#include "config/test.h"
#include "ingest/progress.h"
#include "ingest/source.h"
#include "store/runs.h"

/* About how many documents and runs go into one transaction. A run is never split. */
enum { PULL_DOCUMENTS_MOST = 20000, PULL_RUNS_MOST = 500 };

struct pull_run {
    const struct run_state *run;
    struct run_fingerprint now; /* what the source holds */
};

struct pull_job {
    struct store *store;                 /* for partitions */
    struct store_connection *connection; /* for the transaction */
    struct source *source;
    const struct test *test; /* expanded: no metric has group_by */
    int64_t keep_from;       /* documents of runs before this are reduced but not stored */
    const struct service_config *config;
    int64_t now;
    struct progress *progress;
};

struct pull_counts {
    int64_t runs, rejected;
    int64_t documents; /* results and alerts */
    int64_t points;    /* of the pulled runs, changed or not */
    int64_t series;    /* whose points changed */
};

/* Adds to *counts. Nothing is changed where the call fails. */
MUST_CHECK bool pull_runs(const struct pull_job *job, const struct pull_run *runs, size_t count,
                          struct pull_counts *counts, struct error *err);

#endif
