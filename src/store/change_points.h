/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change_points.h - the engine's statements as rows, and the record of what they were made from. */
#ifndef RIGEL_STORE_CHANGE_POINTS_H
#define RIGEL_STORE_CHANGE_POINTS_H

#include "base/arena.h"
#include "store/series_points.h"
#include "store/store.h"

struct change_point_row {
    int64_t series_id;
    const char *algorithm; /* "edivisive", "percent" or "steady" */
    int64_t run_id, at;    /* the first run of the new level */
    int64_t position;      /* among the series' points, gaps left out */
    double mean_before, mean_after, stddev_before, stddev_after;
    double pvalue;          /* NAN: none */
    double percent;         /* NAN: mean_before is 0 */
    const char *dropped_by; /* NULL: counts */
    int64_t regression_id;  /* 0: none */
    /* Of "steady" alone; of the others NAN, 0 and false. */
    double evidence;                           /* natural log units */
    double least, most;                        /* 90% interval of mean_after - mean_before */
    int64_t set_first_run_id, set_last_run_id; /* 90% set of first runs of the new level */
    bool settled;                              /* not taken back any more */
    int64_t recovered_run_id;                  /* the first run back on the level before; 0: none */
};

struct analysis_row {
    int64_t series_id;
    const char *algorithm;
    int64_t points, last_run_id, last_at; /* last_run_id 0: no points */
};

/* All of a test, ordered by series_id, algorithm, at, run_id. */
MUST_CHECK bool change_points_load(struct store_connection *connection, struct arena *arena,
                                   int64_t test_id, struct change_point_row **ret_rows,
                                   size_t *ret_count, struct error *err);

struct change_points_written {
    size_t written, deleted; /* rows; both 0 where nothing differed */
};

/* Makes the test's rows the ones given, touching only those that differ from `stored`
 * (change_points_load in the same transaction). */
MUST_CHECK bool change_points_write(struct store_connection *connection, struct arena *arena,
                                    int64_t test_id, const struct change_point_row *stored,
                                    size_t stored_count, const struct change_point_row *rows,
                                    size_t count, struct change_points_written *ret,
                                    struct error *err);

/* What the stored change points of a series were made from. */
struct analysis_state {
    int64_t series_id;
    int64_t last_run_id; /* of its newest point; 0: no points */
    bool current;        /* made with the present options and definition of the test */
};

/* All of a test, a row a series and algorithm. options as analyses_write gets them. */
MUST_CHECK bool analyses_load(struct store_connection *connection, struct arena *arena,
                              const struct test_history *history, const char *options,
                              struct analysis_state **ret_states, size_t *ret_count,
                              struct error *err);

/* Records what the analysis of each series saw. options is the text that analysis_queue_stale
 * compares; the stored hash is SHA-256 of it and the test's own hash. */
MUST_CHECK bool analyses_write(struct store_connection *connection, struct arena *arena,
                               const struct test_history *history, const char *options,
                               const struct analysis_row *rows, size_t count, struct error *err);

#endif
