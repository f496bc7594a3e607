/* SPDX-License-Identifier: GPL-3.0-or-later */
/* runs.h - the runs of a test and how far ingest got with each.
 *
 * Writers are for use inside a transaction; writing what is already there changes nothing. All
 * arrays of one call have `count` entries. */
#ifndef RIGEL_STORE_RUNS_H
#define RIGEL_STORE_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* A run as its metadata document says. */
struct run_row {
    int64_t run_id; /* name_id(uuid, NULL) */
    const char *uuid;
    int64_t at;
    const char *build, *build_url; /* NULL: none */
    const char *metadata;          /* JSON */
    int64_t confirms;              /* run_id of the run that it repeats; 0: it does not say */
};

struct run_state {
    int64_t run_id;
    const char *uuid;
    int64_t at, first_seen_at;
    bool settled;
    int64_t documents; /* in the source at the last pull */
    const char *fingerprint, *config_hash;
};

/* first_seen_at[i]: stored for runs that are new. Runs whose time changed take their points along;
 * runs that were changed in any way are pulled anew. *ret_series, in arena: series with points
 * moved, or of runs that entered or left the baseline by it; may hold repeats. */
MUST_CHECK bool store_runs_write(struct store_connection *connection, struct arena *arena,
                                 int64_t test_id, const struct run_row *rows,
                                 const int64_t *first_seen_at, size_t count,
                                 const int64_t **ret_series, size_t *ret_series_count,
                                 struct error *err);
/* All runs of a test (uuid NULL) or the one of this uuid, oldest first, in arena. */
MUST_CHECK bool store_runs_load(struct store_connection *connection, struct arena *arena,
                                int64_t test_id, const char *uuid,
                                const struct run_state **ret_runs, size_t *ret_count,
                                struct error *err);
/* The runs were pulled: what the source held, and with which configuration. They are unsettled
 * until store_runs_settle. */
MUST_CHECK bool store_runs_pulled(struct store_connection *connection, int64_t test_id,
                                  const int64_t *run_ids, const int64_t *documents,
                                  const char *const *fingerprints, size_t count,
                                  const char *config_hash, struct error *err);
MUST_CHECK bool store_runs_settle(struct store_connection *connection, int64_t test_id,
                                  const int64_t *run_ids, size_t count, struct error *err);

/* An active series of a test, seen from a run. */
struct settle_row {
    const char *metric;
    int64_t history; /* settled runs looked back at: the same in each row */
    int64_t had;     /* of them with a point */
    bool has;        /* the run has a point */
};
/* At most look_back settled runs before the run are looked at. */
MUST_CHECK bool store_settle_state(struct store_connection *connection, struct arena *arena,
                                   int64_t test_id, int64_t run_id, int64_t at, int look_back,
                                   const struct settle_row **ret_rows, size_t *ret_count,
                                   struct error *err);

#endif
