/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_plan.h - what depends on the options of `steady` only: the options, and the caps of
 * scores. */
#ifndef RIGEL_ANALYSIS_STEADY_PLAN_H
#define RIGEL_ANALYSIS_STEADY_PLAN_H

#include "analysis/steady.h"

enum {
    STEADY_PROFILE_SCORES = 100, /* values behind the last place that a profile of scores uses */
    STEADY_PROFILE_RANKS = 64    /* and one of ranks */
};

/* Run lengths that are looked at; those above `look` are left out. */
enum { STEADY_GRID = 19 };
extern const int steady_grid[STEADY_GRID];

struct steady_plan {
    struct steady_options options;
    double *caps; /* see steady_plan_caps */
};

/* sqrt(2 ln((n + 3) / (b + 1))) for b = 0..n: the most that a value may weigh of which b of n are
 * as far out. n is at most `window`. */
const double *steady_plan_caps(const struct steady_plan *plan, size_t n);

#endif
