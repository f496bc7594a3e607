/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparison.h - are the levels of two neighbouring segments different?
 *
 * Student's t with pooled variance, fed with deviations of divisor n as the peer does (which makes
 * t a little too large for short segments; copied on purpose). Degenerate cases follow IEEE rules:
 * no spread and different means give p 0, no spread and equal means NaN, one value against one
 * value 1. */
#ifndef RIGEL_ANALYSIS_COMPARISON_H
#define RIGEL_ANALYSIS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/segment.h"

struct comparison {
    struct moments before, after;
    double pvalue;
};

/* values[left, middle) against values[middle, right), neither empty. skipping leaves NaN out of
 * the moments; the lengths count them all the same. */
struct comparison comparison_of(const double *values, size_t left, size_t middle, size_t right,
                                bool skipping);

/* The same from the moments of segments of n1 and n2 values. */
struct comparison comparison_from(struct moments before, size_t n1, struct moments after,
                                  size_t n2);

/* The t of segments of n1 and n2 values, n1 + n2 > 2. */
double comparison_t(const struct moments *before, size_t n1, const struct moments *after,
                    size_t n2);

/* after / before - 1; 0 where before is 0. */
double relative_change(double before, double after);
/* The larger absolute relative change of the two directions; NaN only where the forward one is. */
double comparison_magnitude(const struct comparison *comparison);

#endif
