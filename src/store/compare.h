/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h - the runs of the two sides of a comparison, and their values.
 *
 * Rows and texts live in the arena of the call. Excluded runs are never among them. */
#ifndef RIGEL_STORE_COMPARE_H
#define RIGEL_STORE_COMPARE_H

#include "store/browse.h"

/* Which runs make a side: all that fit everything that is given. */
struct compare_selector {
    const char *build, *uuid;              /* NULL: any, as the others */
    const char *pull;                      /* number of a pull request */
    const char *organization, *repository; /* of the pull request */
    bool baseline_only;                    /* leave repetitions out as well */
};

struct compare_run {
    int64_t test_id, run_id, at;
    const char *test, *uuid, *build, *build_url; /* test: NULL in a baseline's */
};

struct compare_series {
    int64_t test_id, series_id;
    const char *test, *metric, *unit; /* unit "" where it is not said */
    int direction;
    double threshold;            /* percent */
    double limit_min, limit_max; /* NAN: none */
};

struct compare_value {
    int64_t test_id, series_id;
    double value;
    struct compare_run run; /* of compare_load_baseline only */
};

/* By test and time, at most `most`. test_id NULL: any test. */
MUST_CHECK bool compare_load_runs(struct store_connection *connection, struct arena *arena,
                                  struct browse_scope scope, const int64_t *test_id,
                                  const struct compare_selector *selector, size_t most,
                                  struct compare_run **ret_runs, size_t *ret_count,
                                  struct error *err);
/* The build of the newest ordinary run; ERROR_NOT_FOUND: no run has one. */
MUST_CHECK bool compare_find_newest_build(struct store_connection *connection, struct arena *arena,
                                          struct browse_scope scope, const int64_t *test_id,
                                          const char **ret_build, struct error *err);
/* The active series of these tests, by test and in configuration order. */
MUST_CHECK bool compare_load_series(struct store_connection *connection, struct arena *arena,
                                    const int64_t *test_ids, size_t test_count,
                                    struct compare_series **ret_series, size_t *ret_count,
                                    struct error *err);
/* The finite values of these runs, by test and series. */
MUST_CHECK bool compare_load_values(struct store_connection *connection, struct arena *arena,
                                    const struct compare_run *runs, size_t run_count,
                                    struct compare_value **ret_values, size_t *ret_count,
                                    struct error *err);

struct compare_baseline {
    size_t most;          /* values of a series, the newest */
    double least_percent; /* a smaller change point does not end a stretch */
    bool inclusive;       /* the run up to which counts too */
};
/* The finite values of the newest stable stretch of each series of the test before this run (or up
 * to it), of ordinary runs: no repetitions, none of a pull request. */
MUST_CHECK bool compare_load_baseline(struct store_connection *connection, struct arena *arena,
                                      const struct compare_run *until,
                                      const struct compare_baseline *options,
                                      struct compare_value **ret_values, size_t *ret_count,
                                      struct error *err);

#endif
