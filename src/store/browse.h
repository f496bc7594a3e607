/* SPDX-License-Identifier: GPL-3.0-or-later */
/* browse.h - what readers get to see: rows of tests, runs, series, change points and regressions.
 *
 * Every list comes in pages by key, never by offset: a page asks for what follows `after`, so rows
 * that are inserted meanwhile neither repeat nor hide others. Rows and their texts live in the
 * arena of the call; a text that SQL holds as NULL is NULL, a number NAN. Calls that look for one
 * thing give ERROR_NOT_FOUND with what was looked for in place. SQL: sql/queries/api. */
#ifndef RIGEL_STORE_BROWSE_H
#define RIGEL_STORE_BROWSE_H

#include "base/arena.h"
#include "base/clock.h"
#include "store/store.h"

/* Rows in [since_us, until_us). */
struct browse_span {
    int64_t since_us, until_us;
};

/* What a reader may see: tests of these projects, and what belongs to them; projects NULL: all.
 * Things of other projects are not there: not in lists, and ERROR_NOT_FOUND one by one. */
struct browse_scope {
    const char *const *projects;
    size_t count;
};
#define BROWSE_ALL ((struct browse_scope){.projects = NULL})
/* As a statement's text[]. */
#define P_SCOPE(scope) ((scope).projects ? P_TEXTS((scope).projects, (scope).count) : P_NULL())

/* ---- tests by name: browse_tests.c ---- */

struct test_row {
    int64_t test_id;
    const char *name, *project, *source, *config_file, *config_hash;
    bool active; /* false: in no test file any more */
    int64_t series, runs, open_regressions;
    bool has_runs;
    int64_t first_at, last_at; /* where has_runs */
    const char *definition;    /* JSON; browse_test only */
};

/* Ascending names after `after` ("" from the start), at most `most`. */
MUST_CHECK bool browse_tests(struct store_connection *connection, struct arena *arena,
                             struct browse_scope scope, const char *after, size_t most,
                             struct test_row **ret_rows, size_t *ret_count, struct error *err);
MUST_CHECK bool browse_test(struct store_connection *connection, struct arena *arena,
                            struct browse_scope scope, const char *name, struct test_row **ret_row,
                            struct error *err);
MUST_CHECK bool browse_test_id(struct store_connection *connection, struct browse_scope scope,
                               const char *name, int64_t *ret_test_id, struct error *err);

/* ---- series and points: browse_series.c ---- */

struct series_row {
    int64_t series_id;
    const char *metric;
    int64_t position;
    const char *unit;            /* "" where it is not said */
    int direction;               /* 1: an increase is worse, -1: a decrease is, 0: both */
    double threshold;            /* percent */
    double limit_min, limit_max; /* NAN: none */
    const char *labels;
    const char *correlation; /* "" for none */
    int context;
    const char *regression_algorithm;
    bool active;
    int64_t points;
    bool has_points;
    int64_t last_at; /* where has_points */
};

struct analysis_row {
    const char *algorithm, *config_hash;
    int64_t points;
    bool has_last;
    int64_t last_at;       /* where has_last */
    const char *last_uuid; /* NULL where there is none */
    bool waiting;          /* newer points are queued */
};

/* What is said of a run besides its values. */
struct run_flags {
    bool settled, in_baseline;
    const char *excluded; /* why; NULL: it is not */
    int64_t confirms;     /* run_id of the run that it repeats; 0: an ordinary run */
};

/* One run of the test; a gap has value NAN and samples 0. */
struct point_row {
    int64_t run_id;
    const char *uuid, *build, *build_url;
    int64_t at;
    struct run_flags flags;
    bool has_value;
    double value;
    int64_t samples;
    double minimum, maximum, mean, sum, stddev;
};

struct series_after {
    int64_t position; /* -1 from the start */
    const char *metric;
};

MUST_CHECK bool browse_series(struct store_connection *connection, struct arena *arena,
                              int64_t test_id, struct series_after after, size_t most,
                              struct series_row **ret_rows, size_t *ret_count, struct error *err);
MUST_CHECK bool browse_one_series(struct store_connection *connection, struct arena *arena,
                                  int64_t test_id, const char *metric, struct series_row **ret_row,
                                  struct error *err);
MUST_CHECK bool browse_analyses(struct store_connection *connection, struct arena *arena,
                                int64_t test_id, int64_t series_id, struct analysis_row **ret_rows,
                                size_t *ret_count, struct error *err);

struct run_after {
    int64_t at, test_id, run_id;
};
/* Before the first row of ascending lists, behind the last of descending ones. */
#define RUN_FIRST ((struct run_after){CLOCK_MIN, INT64_MIN, INT64_MIN})
#define RUN_LAST ((struct run_after){CLOCK_MAX, INT64_MAX, INT64_MAX})

/* Every run of the test in order of time, oldest first (after.test_id is not looked at). */
MUST_CHECK bool browse_points(struct store_connection *connection, struct arena *arena,
                              int64_t test_id, int64_t series_id, struct browse_span span,
                              struct run_after after, size_t most, struct point_row **ret_rows,
                              size_t *ret_count, struct error *err);

/* ---- runs, newest first: browse_runs.c ---- */

struct run_row {
    int64_t test_id, run_id;
    const char *test, *uuid, *build, *build_url;
    int64_t at;
    struct run_flags flags;
    const char *metadata; /* JSON; browse_run only */
    bool has_pull;        /* browse_run only, as the two below */
    int64_t pulled_at, documents;
};

struct run_point_row {
    const char *metric, *unit; /* unit "" where it is not said */
    bool has_value;
    double value;
    int64_t samples;
    double minimum, maximum, mean, sum, stddev;
};

/* test_id NULL: the runs of every test in scope (one row a test that takes the run), else of this
 * one, which the caller found in scope; build NULL: any. */
MUST_CHECK bool browse_runs(struct store_connection *connection, struct arena *arena,
                            struct browse_scope scope, const int64_t *test_id, const char *build,
                            struct browse_span span, struct run_after after, size_t most,
                            struct run_row **ret_rows, size_t *ret_count, struct error *err);
/* The run in each test that takes it, by test name; ERROR_NOT_FOUND where none does. */
MUST_CHECK bool browse_run(struct store_connection *connection, struct arena *arena,
                           struct browse_scope scope, const char *uuid, const int64_t *test_id,
                           struct run_row **ret_rows, size_t *ret_count, struct error *err);
/* A row for every series of the test in configuration order, with or without a value. */
MUST_CHECK bool browse_run_points(struct store_connection *connection, struct arena *arena,
                                  int64_t test_id, int64_t run_id, struct run_point_row **ret_rows,
                                  size_t *ret_count, struct error *err);

/* ---- change points, newest first: browse_change_points.c ---- */

struct change_point_row {
    int64_t test_id, series_id, run_id;
    const char *test, *metric, *algorithm;
    const char *uuid, *build, *build_url;
    int64_t at, position;
    double mean_before, mean_after, stddev_before, stddev_after;
    double pvalue, percent; /* NAN: none */
    const char *dropped_by; /* NULL: it counts */
    bool has_regression;
    int64_t regression_id;
    const char *unit; /* "": not said */
    /* Of the algorithm `steady` alone; else NAN, false and NULL. */
    double evidence, least, most; /* the interval of mean_after - mean_before */
    bool has_settled, settled;
    const char *first_uuid, *first_build, *last_uuid, *last_build; /* set of runs */
};

struct change_point_filter {
    struct browse_scope scope;
    const int64_t *test_id; /* NULL: any, as the others */
    const char *metric, *algorithm;
    struct browse_span span;
};

struct change_point_after {
    struct run_after run;
    int64_t series_id;
    const char *algorithm;
};
#define CHANGE_POINT_LAST ((struct change_point_after){RUN_LAST, INT64_MAX, ""})

MUST_CHECK bool browse_change_points(struct store_connection *connection, struct arena *arena,
                                     const struct change_point_filter *filter,
                                     struct change_point_after after, size_t most,
                                     struct change_point_row **ret_rows, size_t *ret_count,
                                     struct error *err);

/* ---- regressions, newest first: browse_regressions.c ---- */

struct regression_row {
    int64_t test_id, regression_id;
    const char *test, *uuid, *build, *build_url;
    const char *previous_uuid, *previous_build, *previous_build_url;
    const char *state;
    int64_t at, first_seen_at, metrics;
    double percent, pvalue; /* NAN: none; percent infinite: from 0 */
    /* Of the member with the largest change; NULL and NAN where none is left. */
    const char *metric, *unit;
    double mean_before, mean_after;
    int64_t recovered_at, faded_at; /* 0: not */
    const char *recovered_uuid, *recovered_build, *faded_reason;
    const char *environment;  /* why it is the platform's; NULL: it is not */
    double environment_score; /* NAN: none */
    int64_t environment_moved, environment_seen;
};

/* A change point that belongs to a regression. */
struct member_row {
    const char *metric, *labels, *algorithm, *uuid; /* labels: a JSON array */
    int direction;
    double threshold;
    int64_t at;
    double mean_before, mean_after, stddev_before, stddev_after;
    double pvalue, percent; /* NAN: none */
    const char *unit;       /* "": not said */
};

struct regression_filter {
    struct browse_scope scope;
    const int64_t *test_id; /* NULL: any, as the others */
    const char *build, *state;
    struct browse_span span;
};

/* after.run_id is a regression's id here. */
MUST_CHECK bool browse_regressions(struct store_connection *connection, struct arena *arena,
                                   const struct regression_filter *filter, struct run_after after,
                                   size_t most, struct regression_row **ret_rows, size_t *ret_count,
                                   struct error *err);
MUST_CHECK bool browse_regression(struct store_connection *connection, struct arena *arena,
                                  struct browse_scope scope, int64_t regression_id,
                                  struct regression_row **ret_row, struct error *err);
/* Largest change first. */
MUST_CHECK bool browse_members(struct store_connection *connection, struct arena *arena,
                               int64_t test_id, int64_t regression_id, struct member_row **ret_rows,
                               size_t *ret_count, struct error *err);

/* ---- the service's own state: browse_state.c ---- */

struct state_count {
    const char *state;
    int64_t count;
};

MUST_CHECK bool browse_regression_counts(struct store_connection *connection, struct arena *arena,
                                         struct state_count **ret_rows, size_t *ret_count,
                                         struct error *err);
MUST_CHECK bool browse_waiting_series(struct store_connection *connection, int64_t *ret_count,
                                      struct error *err);
/* The newest migration that was applied. */
MUST_CHECK bool browse_schema_version(struct store_connection *connection, int *ret_version,
                                      struct error *err);

#endif
