/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.h - inside the room: compares the segments of a series that grows, at the least cost.
 *
 * What was worked out before comes from the memo. A long segment that is not in it is not summed
 * where the outcome is certain without (long_segment.h). */
#ifndef RIGEL_ANALYSIS_JUDGE_H
#define RIGEL_ANALYSIS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/long_segment.h"
#include "analysis/memo.h"
#include "analysis/plan.h"
#include "analysis/standing.h"

/* A place of the series that segments meet at. */
struct border {
    size_t index;
    struct running_sums sums; /* of the values before it */
};

struct judge {
    const struct edivisive_plan *plan;
    const double *values; /* from place `base` on: those before it are not at hand */
    size_t base;
    struct memo *memo;
    struct border begin, end; /* of the series */
    struct running_scale scale;
    struct memo_segment tail; /* the last segment asked for that ends with the series */
};

/* How point stands between left and right. False: values before `base` would be needed. */
bool judge_point(struct judge *judge, const struct border *left, const struct border *point,
                 const struct border *right, struct standing *ret_standing);

#endif
