/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_points.h - one test's history as its analysis reads it: runs in order, a value or a gap
 * for each run of each series.
 *
 * The order of runs is (at, run_id) everywhere: ties of time are broken by the run's id, which is a
 * hash of its uuid, so the order is the same on every machine. "The run before" means the row
 * before in this order. */
#ifndef RIGEL_STORE_SERIES_POINTS_H
#define RIGEL_STORE_SERIES_POINTS_H

#include "base/arena.h"
#include "store/store.h"

struct history_run {
    int64_t run_id, at;
    const char *uuid;
    const char *build, *build_url; /* NULL: not known */
    bool settled;
};

struct history_series {
    int64_t series_id;
    const char *metric;
    int direction;
    double threshold; /* percent, >= 0 */
    const char *correlation;
    int context;
    const char *regression_algorithm; /* whose change points make regressions */
    size_t points;                    /* values that are there; 0 while not loaded */
    double *values; /* run_count of them; NAN: a gap. Infinite values count as gaps too. NULL: the
                       points are not loaded. */
};

struct test_history {
    int64_t test_id;
    const char *test;
    const char *config_hash; /* of the test's definition */
    int64_t analysed_runs;   /* history_runs_mark of the last analysis; 0: none yet */
    const struct history_run *runs;
    size_t run_count;
    struct history_series *series; /* the active ones, in configuration order */
    size_t series_count;
};

/* The test with its runs and series, without points, into arena. ERROR_NOT_FOUND: no such test. */
MUST_CHECK bool history_load(struct store_connection *connection, struct arena *arena,
                             int64_t test_id, struct test_history **ret_history, struct error *err);
/* The points of the series wanted (wanted[i]: of history->series[i]), whatever their order in the
 * database. A point whose run is not among the runs read (it was committed between two statements,
 * or is in no baseline) is left out: whoever wrote it queued its series again. A statement reads at
 * most about SERIES_POINTS_MOST points, so that a test of any size needs little more memory than
 * its values. */
enum { SERIES_POINTS_MOST = 400000 };
MUST_CHECK bool series_points_load(struct store_connection *connection, struct arena *arena,
                                   struct test_history *history, const bool *wanted,
                                   struct error *err);
/* The runs and their order as one number, not 0: equal where the runs are the same. */
int64_t history_runs_mark(const struct test_history *history);
/* Records that the analysis has seen these runs; history->analysed_runs is the mark from then on.
 */
MUST_CHECK bool history_runs_seen(struct store_connection *connection, struct test_history *history,
                                  struct error *err);

/* Runs of a history by their id. */
struct run_index;
struct run_index *run_index_new(struct arena *arena, const struct test_history *history);
/* False: the history has no such run. */
bool run_index_find(const struct run_index *index, int64_t run_id, size_t *ret_row);

/* The position of a run in history->runs. False: it is not there, and *ret_row is the first run
 * after it, or run_count. */
bool history_find_run(const struct test_history *history, int64_t run_id, int64_t at,
                      size_t *ret_row);

#endif
