/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_plain.h - the best split of a piece by the energy statistic, as the specification words it.
 *
 * The slow and readable form: what the fast one is tested against, and what serves the windows the
 * fast one leaves out (wide ones, values so large that a sum may overflow, NaN and infinities). */
#ifndef RIGEL_ANALYSIS_SPLIT_PLAIN_H
#define RIGEL_ANALYSIS_SPLIT_PLAIN_H

#include <stddef.h>

/* The split of a piece before position tau of its window with energy q. */
struct split {
    double q;
    size_t tau;
};

/* Best split of x[s, e) of a window x, e - s >= 2; scratch has room for 3 * e doubles. Of
 * equal energies the smallest tau; a NaN counts as the largest. */
struct split split_plain(const double *x, size_t s, size_t e, double *scratch);

#endif
