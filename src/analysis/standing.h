/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standing.h - inside the room: how a weak point stands in the merge step, and its key there.
 *
 * "Remove the point with the largest key, the leftmost of equals, until no point has a key" is the
 * rule of merge.h in one sentence: a p that does not convince is its own key; else a magnitude that
 * does not, times -1; else there is none (NaN). p is above 0 where it does not convince, a key of a
 * magnitude is not, so magnitudes wait for the last p by themselves. A NaN counts at the first
 * living point only, where it wins over everything of its kind. */
#ifndef RIGEL_ANALYSIS_STANDING_H
#define RIGEL_ANALYSIS_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/comparison.h"

struct standing {
    size_t left, right;        /* the segments compared: [left, point) and [point, right) */
    struct comparison numbers; /* unless deferred */
    bool deferred;             /* it convinces for certain; the numbers are not worked out yet */
};

double standing_key(const struct standing *standing, const struct edivisive_options *options,
                    bool is_first);

#endif
