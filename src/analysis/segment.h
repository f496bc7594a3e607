/* SPDX-License-Identifier: GPL-3.0-or-later */
/* segment.h - mean and deviation of a stretch of values, with the rounding of numpy's sums.
 *
 * The sum has one fixed shape (numpy's pairwise summation): below 8 values left to right; up to
 * 128 eight running sums over stride 8, joined in pairs, then the rest one by one; above that two
 * halves, the left one a multiple of 8 long. Equal values therefore give equal bits everywhere. */
#ifndef RIGEL_ANALYSIS_SEGMENT_H
#define RIGEL_ANALYSIS_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

struct moments {
    double mean, stddev; /* divisor n; a single value has deviation 0 */
};

double segment_sum(const double *values, size_t n); /* n = 0 gives 0.0 */

/* values[0, n), n >= 1. Every value counts: a NaN makes both results NaN. */
struct moments segment_moments(const double *values, size_t n);
/* NaN left out of mean and deviation (both NaN where nothing is left), though a single value
 * still has deviation 0: whether there is one value is asked of n, gaps counted. */
struct moments segment_moments_skipping(const double *values, size_t n);

#endif
