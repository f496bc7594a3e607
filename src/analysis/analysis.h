/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis.h - the public door of the engine: numbers in, change points out.
 *
 * Algorithms: E-Divisive as Apache Otava 0.8.0 computes it (Matteson and James 2014, with Otava's
 * windows, merge step and t-test), CMR as Orion does, scikit-learn's isolation forest with Orion's
 * moving mean, and Orion's filters. Bit for bit the same means and deviations as Otava; p within
 * 1e-9. No I/O, clock, globals or locale; equal input gives
 * equal bits on every thread and machine. A plan is read-only once made and may be shared by
 * threads; a workspace belongs to one thread at a time. */
#ifndef RIGEL_ANALYSIS_ANALYSIS_H
#define RIGEL_ANALYSIS_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/status.h"

/* How a missing value is treated. A NaN that is not marked as missing is filled nowhere; it blinds
 * the windows that hold it, as an infinity does. */
enum missing_way {
    MISSING_FILL, /* Otava with plain lists: forward, then backward fill of what `missing` marks */
    MISSING_SKIP, /* Orion: NaN stays, blinds its windows, is left out of means */
    MISSING_DROP  /* rigel's service: left out before the search (a NaN that is not marked too),
                   * indexes mapped back */
};

#define EDIVISIVE_WINDOW_MAX 10000 /* a search takes time with the square of the window */

struct edivisive_options {
    int window_len;       /* 2 to EDIVISIVE_WINDOW_MAX; default 50 */
    double max_pvalue;    /* 0 to 1; default 0.001 */
    double min_magnitude; /* any number; default 0.0 */
};
#define EDIVISIVE_DEFAULTS ((struct edivisive_options){50, 0.001, 0.0})

struct change_point {
    size_t index; /* first value of the new level, zero based, in the series as given */
    double mean_before, mean_after;
    double stddev_before, stddev_after; /* divisor n */
    double pvalue;
    double forward_rel_change, backward_rel_change; /* fractions; 0 where the divisor is 0 */
    double magnitude;                               /* the larger absolute of the two */
};

struct edivisive_plan;      /* what depends on the options only */
struct edivisive_workspace; /* scratch, grows with the longest series */

/* NULL result: *ret_status says why (ANALYSIS_RANGE: bad options). */
struct edivisive_plan *edivisive_plan_new(struct edivisive_options options,
                                          enum analysis_status *ret_status);
void edivisive_plan_free(struct edivisive_plan *plan);     /* NULL is fine */
struct edivisive_workspace *edivisive_workspace_new(void); /* NULL: no memory */
void edivisive_workspace_free(struct edivisive_workspace *workspace);

/* Change points of values[0, n), ascending. missing[i] non-zero marks a missing value whose
 * values[i] is ignored; missing may be NULL for none. The result lives in the workspace until its
 * next use. ANALYSIS_NO_MEMORY leaves the outputs untouched. */
enum analysis_status edivisive_run(const struct edivisive_plan *plan,
                                   struct edivisive_workspace *workspace, const double *values,
                                   const unsigned char *missing, size_t n, enum missing_way way,
                                   const struct change_point **ret_points, size_t *ret_count);
/* The points of the workspace's last run with figures of the segments between them. Otava's merge
 * step leaves a point whose right neighbour it removed the figures of the shorter segment. Which
 * points there are does not change; the result replaces that of the run. */
const struct change_point *edivisive_refresh(struct edivisive_workspace *workspace);
/* The weak points (indexes before the merge step) of the workspace's last run, for tests. */
const size_t *edivisive_weak(const struct edivisive_workspace *workspace, size_t *ret_count);

/* CMR ("percent"): the newest value against the mean of those before. NaN = missing. */
struct percent_result {
    double mean_before, value; /* mean with missing left out (NaN: none) */
    double percent;            /* (value - mean) / mean * 100; NaN or infinite where mean is 0 */
    bool reported;             /* in the asked direction, by Orion's rule; no threshold */
};
/* n = 1 gives reported false and mean NaN; n = 0 is ANALYSIS_RANGE. */
enum analysis_status percent_run(const double *values, size_t n, int direction,
                                 struct percent_result *ret_result);

/* Isolation forest (Liu, Ting and Zhou 2008) with Orion's settings and scikit-learn's numbers: 100
 * trees of at most 256 rows, seed 42, all metrics together, then the moving mean of each metric. */
struct forest_options {
    size_t window; /* values of the moving mean, the row's own included; 0: never a mean */
    /* Rows that no metric tells apart are not anomalous. Without it rounding decides, as it does in
     * scikit-learn: for 120 of the counts 1 to 256 all such rows are anomalous. */
    bool sane;
};
#define FOREST_DEFAULTS ((struct forest_options){5, false})

/* values holds a row after the other (rows * metrics of them); so does ret_means, where a mean that
 * is not defined yet is NaN. ret_decisions and ret_flagged hold one a row: below 0 is anomalous and
 * flagged. ANALYSIS_RANGE: no row or no metric, or too many; ANALYSIS_NOT_FINITE: a NaN or a value
 * beyond float; then, and with ANALYSIS_NO_MEMORY, the outputs are untouched. */
enum analysis_status forest_run(const double *values, size_t rows, size_t metrics,
                                struct forest_options options, double *ret_decisions,
                                bool *ret_flagged, double *ret_means);
/* Is the value of a flagged row reported: more than min_percent off the mean, in the direction? */
bool forest_reported(double value, double mean, int direction, double min_percent,
                     double *ret_percent);

/* Orion's filters over all metrics of a test, in configuration order. */
enum drop_reason {
    DROP_NONE,
    DROP_DIRECTION,
    DROP_ACKNOWLEDGED,
    DROP_THRESHOLD,
    DROP_CORRELATION,
    DROP_EARLY /* never by filter_run: Orion's command line, for want of earlier rows */
};

struct filter_point {
    size_t row; /* index among the rows (runs) of the test: comparable between metrics */
    double mean_before, mean_after;
    bool acknowledged;        /* an acknowledgement names this row and metric */
    enum drop_reason dropped; /* out */
};

struct filter_metric {
    const char *column;
    int direction;
    double threshold;        /* percent, >= 0 */
    const char *correlation; /* column; "" for none */
    int context;
    struct filter_point *points; /* ascending rows */
    size_t count;
};

/* Sets `dropped` of each point. The first rule that holds decides: direction, acknowledged,
 * threshold (strict: equal is kept), correlation. */
enum analysis_status filter_run(struct filter_metric *metrics, size_t count);

#endif
