/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.h - the divisive search within one window.
 *
 * The piece with the largest split energy is cut there if the two sides differ by the t-test; the
 * first candidate that does not ends the window. */
#ifndef RIGEL_ANALYSIS_WINDOW_H
#define RIGEL_ANALYSIS_WINDOW_H

#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/split_plain.h"

/* Scratch for windows of up to `capacity` values. */
struct window_scratch {
    size_t capacity;
    size_t *starts;       /* of the pieces; capacity + 1 */
    struct split *splits; /* of the pieces */
    double *sums;         /* for the split search */
};

enum analysis_status window_scratch_reserve(struct window_scratch *scratch, size_t window);
void window_scratch_done(struct window_scratch *scratch);

/* Cuts values[0, n), n <= the plan's window. Returns the number of cuts; their positions are
 * scratch->starts[1 .. count], ascending. */
size_t window_search(const struct edivisive_plan *plan, struct window_scratch *scratch,
                     const double *values, size_t n);

#endif
