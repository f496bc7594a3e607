/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.h - inside the room: what a search needs of its options, worked out once. */
#ifndef RIGEL_ANALYSIS_PLAN_H
#define RIGEL_ANALYSIS_PLAN_H

#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/edivisive_watch.h"
#include "analysis/split_lanes.h"

struct edivisive_plan {
    struct edivisive_options options;
    size_t window, step;
    double first_level;        /* the most p may be for a weak point */
    const struct lanes *lanes; /* NULL: the plain form searches every window */
    struct lanes_tables tables;
    /* For appends: segments of more values are not summed where the outcome is certain; the
     * critical |t| of max_pvalue at as many degrees. */
    size_t long_segment;
    double long_critical;
    const struct edivisive_watch *watch; /* of full runs; NULL: nobody */
};

/* edivisive_plan_new with a form of the search of the caller's choice, for tests: NULL or one that
 * can run here. Windows above LANES_WINDOW_MAX are always searched by the plain form. */
struct edivisive_plan *plan_new_with(struct edivisive_options options, const struct lanes *lanes,
                                     enum analysis_status *ret_status);

/* Another limit than LONG_SEGMENT, for tests: a low one exercises what is rare. limit >= 1. */
void plan_set_long_segment(struct edivisive_plan *plan, size_t limit);

#endif
