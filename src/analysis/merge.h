/* SPDX-License-Identifier: GPL-3.0-or-later */
/* merge.h - from weak points to reported ones: the least convincing is removed until all convince.
 *
 * While a point's p is not below max_pvalue, the one with the largest p goes; then, while a
 * magnitude is not above min_magnitude, the one with the smallest. The two points after the removed
 * one are compared again; the one before keeps its numbers, as the peer does. */
#ifndef RIGEL_ANALYSIS_MERGE_H
#define RIGEL_ANALYSIS_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/comparison.h"

struct weak_point {
    size_t index;
    struct comparison numbers; /* of the segments up to its neighbours, when last compared */
};

/* Compares points[i] over values[0, n) with the neighbours it has now. */
void weak_point_compare(struct weak_point *points, size_t count, size_t i, const double *values,
                        size_t n, bool skipping);

/* Removes from points[0, count), which are compared already; returns how many are left. */
size_t merge_points(struct weak_point *points, size_t count, const double *values, size_t n,
                    bool skipping, const struct edivisive_options *options);

#endif
