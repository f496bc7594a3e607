/* SPDX-License-Identifier: GPL-3.0-or-later */
/* long_segment.h - is the difference of two long segments certain, without summing them anew?
 *
 * Running sums before a place of the series, in two words each (Knuth's two-sum), give the mean and
 * deviation of any stretch in constant time, though not with the bits of segment_moments. They
 * answer one question only, with a margin above all rounding of both forms: will the comparison
 * with the exact numbers find p < max_pvalue and a magnitude above min_magnitude? Where the answer
 * is yes the merge step needs no numbers, and they are worked out when somebody reads them. */
#ifndef RIGEL_ANALYSIS_LONG_SEGMENT_H
#define RIGEL_ANALYSIS_LONG_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"

enum { LONG_SEGMENT = 1024 }; /* values; longer ones are worth the question */

struct running_sums {
    double first, first_low;   /* of x - origin */
    double second, second_low; /* of its square */
};

void running_sums_add(struct running_sums *sums, double away);

/* What the sums are of: away = x - origin; largest is at least every |x|. */
struct running_scale {
    double origin, largest;
};

/* Sums before left, before middle and before right of a stretch; critical is the |t| of max_pvalue
 * at degrees no more than n1 + n2 - 2, max_pvalue at most 0.5. */
bool long_segment_certain(const struct running_sums *left, const struct running_sums *middle,
                          const struct running_sums *right, size_t n1, size_t n2,
                          const struct running_scale *scale, double critical, double min_magnitude);

#endif
