/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_facts.h - what the tables hold about one run of a test: its values, and those its verdict
 * compares them with. */
#ifndef RIGEL_STORE_RUN_FACTS_H
#define RIGEL_STORE_RUN_FACTS_H

#include "base/arena.h"
#include "store/store.h"

struct fact_value {
    double value;
    const char *uuid, *build; /* of its run; build may be NULL */
};

struct fact_series {
    int64_t series_id;
    const char *metric;
    const char *const *labels;
    size_t label_count;
    double threshold; /* percent */
    double value;     /* where has_value */
    /* Finite values of the two newest stable stretches before the run, oldest first. */
    const struct fact_value *before;
    size_t before_count;
    size_t stretch;    /* position in `before` of the newest stretch */
    const char *since; /* uuid of the run that begins it; NULL: it reaches back to the first run */
    /* Of the E-Divisive change point that begins at this run, where has_change: */
    double mean_before, mean_after;
    double pvalue, percent;   /* NAN: none */
    const char *dropped_by;   /* NULL: it counts */
    const char *acknowledged; /* the reason ("" where none was given); NULL: not acknowledged */
    int direction;
    bool has_value, has_change;
};

struct run_facts {
    int64_t test_id, run_id, at;
    const char *uuid, *test;
    const char *build, *build_url;                                   /* NULL: not known */
    const char *previous_uuid, *previous_build, *previous_build_url; /* NULL: the first run */
    bool settled;
    struct fact_series *series; /* configuration order */
    size_t series_count;
};

/* One a test that takes the run (test NULL: all active ones), by name. ERROR_NOT_FOUND: none.
 * limits: how many values before the run at most, and by how many percent a change point must move
 * the level to end a stretch (or by the metric's threshold, where that is more). */
struct run_facts_limits {
    size_t most;
    double least_percent;
};
MUST_CHECK bool run_facts_load(struct store_connection *connection, struct arena *arena,
                               const char *uuid, const char *test, struct run_facts_limits limits,
                               struct run_facts **ret_facts, size_t *ret_count, struct error *err);

#endif
