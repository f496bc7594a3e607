/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_names.h - what the runs of a test are called, looked up together.
 *
 * Points come with the run_id alone, and many points are of the same few runs: each run is named
 * first and filled in by one statement for all. One thread's. */
#ifndef RIGEL_STORE_RUN_NAMES_H
#define RIGEL_STORE_RUN_NAMES_H

#include "base/arena.h"
#include "store/store.h"

struct run_names;

struct run_name {
    int64_t run_id;
    const char *uuid, *build; /* after run_names_load; build may be NULL */
};

struct run_names *run_names_new(struct arena *arena); /* lives as long as the arena */
/* The same pointer for the same run. */
struct run_name *run_names_get(struct run_names *names, int64_t run_id);
/* Fills in every run asked for so far. ERROR_INTERNAL: one is not in the test. */
MUST_CHECK bool run_names_load(struct run_names *names, struct store_connection *connection,
                               int64_t test_id, struct error *err);

#endif
