/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.h - the divisive search within one window.
 *
 * The piece with the largest split energy is cut there if the two sides differ by the t-test; the
 * first candidate that does not ends the window. The fast form also ends it when no candidate of
 * any piece could pass, without looking for one. */
#ifndef RIGEL_ANALYSIS_WINDOW_H
#define RIGEL_ANALYSIS_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/plan.h"

struct piece {
    struct split split;
    bool hopeless; /* no split of it can pass the test */
    bool searched; /* split is known */
};

/* Scratch for windows of up to `capacity` values. */
struct window_scratch {
    size_t capacity;
    size_t *starts; /* of the pieces; capacity + 1 */
    struct piece *pieces;
    double *sums;             /* for the plain search */
    struct lanes_field field; /* for the fast one */
};

enum analysis_status window_scratch_reserve(struct window_scratch *scratch,
                                            const struct edivisive_plan *plan, size_t window);
void window_scratch_done(struct window_scratch *scratch);

/* Cuts values[0, n), n <= the plan's window. Returns the number of cuts; their positions are
 * scratch->starts[1 .. count], ascending. */
size_t window_search(const struct edivisive_plan *plan, struct window_scratch *scratch,
                     const double *values, size_t n);

#endif
