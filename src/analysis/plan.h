/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.h - inside the room: what a search needs of its options, worked out once. */
#ifndef RIGEL_ANALYSIS_PLAN_H
#define RIGEL_ANALYSIS_PLAN_H

#include <stddef.h>

#include "analysis/analysis.h"

struct edivisive_plan {
    struct edivisive_options options;
    size_t window, step;
    double first_level; /* the most p may be for a weak point */
};

#endif
