/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drift.h - does a series move slowly within its segments, as opposed to in steps between them?
 *
 * Only pairs of values of one segment are looked at, so a step between two says nothing here. The
 * statistic is Mann and Kendall's (Mann 1945, "Nonparametric tests against trend"), summed over the
 * segments with its variance as Hirsch and Slack (1984, "A nonparametric trend test for seasonal
 * data with serial dependence") sum it over seasons, ties allowed for. Autocorrelation widens the
 * variance by Hamed and Rao's factor (1998, "A modified Mann-Kendall trend test for autocorrelated
 * data") with the correlations of an AR(1) process, whose coefficient is that of the residuals
 * after the trend is taken out, freed of the bias that this has (Marriott and Pope 1954: -(2 +
 * 4r)/n a segment). The slope is Theil and Sen's (base/theil_sen.h) of each segment, and of those
 * the median weighted by how many pairs they have. */
#ifndef RIGEL_TRIAGE_DRIFT_H
#define RIGEL_TRIAGE_DRIFT_H

#include <stddef.h>

#include "base/arena.h"

enum { DRIFT_LEAST = 12 }; /* values of a segment that takes part */

struct drift {
    size_t segments, values; /* that took part */
    double slope;            /* per value; NAN: none took part */
    double coefficient;      /* of the AR(1) process */
    double pvalue;           /* two-sided; NAN: none took part */
};

/* starts[0, segments): the first value of each segment, ascending, starts[0] == 0; all values are
 * finite. */
struct drift drift_of(struct arena *arena, const double *values, size_t count, const size_t *starts,
                      size_t segments);

#endif
