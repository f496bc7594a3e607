/* SPDX-License-Identifier: GPL-3.0-or-later */
/* merge.h - from weak points to reported ones: the least convincing is removed until all convince.
 *
 * While a point's p is not below max_pvalue, the one with the largest p goes; then, while a
 * magnitude is not above min_magnitude, the one with the smallest. The two points after the removed
 * one are compared again; the one before keeps its numbers, as the peer does. Of equals the first
 * goes; a NaN goes first if it is the first point's and never otherwise. */
#ifndef RIGEL_ANALYSIS_MERGE_H
#define RIGEL_ANALYSIS_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/comparison.h"
#include "analysis/edivisive_watch.h"
#include "analysis/tournament.h"

struct weak_point {
    size_t index;
    struct comparison numbers; /* of the segments up to its neighbours, when last compared */
};

/* The series that the points are of, after its missing values were dealt with. */
struct series_view {
    const double *values;
    size_t n;
    bool skipping; /* NaN is left out of moments */
};

/* Scratch memory; one thread at a time. */
struct merge_scratch {
    size_t capacity;
    size_t *before, *after; /* positions of the living neighbours; the count where there is none */
    struct tournament pvalues, magnitudes; /* keys: p, and -magnitude */
    const struct edivisive_watch *watch;   /* NULL: nobody */
};

enum analysis_status merge_scratch_reserve(struct merge_scratch *scratch, size_t count);
void merge_scratch_done(struct merge_scratch *scratch);

/* Compares the segments that meet at each of points[0, count), whose indexes ascend. */
void weak_points_compare(struct weak_point *points, size_t count, const struct series_view *series);

/* Removes from points[0, count), which are compared already; returns how many are left. scratch is
 * reserved for count. O(log count) and two comparisons a removal. */
size_t merge_points(struct merge_scratch *scratch, struct weak_point *points, size_t count,
                    const struct series_view *series, const struct edivisive_options *options);

#endif
