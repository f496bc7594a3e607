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
    int direction;
    double threshold; /* percent */
    const char *const *labels;
    size_t label_count;
    bool has_value;
    double value;
    /* Finite values since the last change point before the run, oldest first, the run left out. */
    const struct fact_value *before;
    size_t before_count;
    const char *since; /* uuid of that change point's run; NULL: from the first run on */
    bool has_change;   /* an E-Divisive change point begins at this run: */
    double mean_before, mean_after;
    double pvalue, percent;   /* NAN: none */
    const char *dropped_by;   /* NULL: it counts */
    const char *acknowledged; /* the reason ("" where none was given); NULL: not acknowledged */
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

/* One a test that takes the run (test NULL: all active ones), by name. ERROR_NOT_FOUND: none. most:
 * how many values before the run at most. */
MUST_CHECK bool run_facts_load(struct store_connection *connection, struct arena *arena,
                               const char *uuid, const char *test, size_t most,
                               struct run_facts **ret_facts, size_t *ret_count, struct error *err);

#endif
