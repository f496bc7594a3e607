/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_profile.h - where a change is: the log likelihood of neighbouring places, and the pick.
 *
 * All places are weighed against one level, so that a changing scale or autocorrelation cannot move
 * the place; by ranks where that level is of few values. */
#ifndef RIGEL_ANALYSIS_STEADY_PROFILE_H
#define RIGEL_ANALYSIS_STEADY_PROFILE_H

#include <stddef.h>

#include "analysis/steady_level.h"
#include "analysis/steady_ranks.h"

/* Autocorrelation counts as for so many values: for all places alike, so that it does not weigh in
 * on which. */
enum { STEADY_INFLATED_AS = 20 };

/* Places lo..hi, up to a constant; negative where the sign is not the change's. */
struct steady_profile {
    size_t lo, hi;
    double *at; /* hi - lo + 1; the caller's */
};

/* scores: of the values from lo on, as many as end - lo. */
void steady_profile_scores(const struct steady_profile *profile, const struct steady_level *level,
                           const double *scores, size_t end, double sign);
void steady_profile_ranks(const struct steady_profile *profile, const struct steady_level *level,
                          const struct steady_ranks *ranks, double sign);
/* The place from..to (in lo..hi) that is within 2 of the true one with the largest probability, the
 * first of equals. */
size_t steady_profile_pick(const struct steady_profile *profile, size_t from, size_t to);
/* exp(at - largest), in place. */
void steady_profile_exponentiate(const struct steady_profile *profile);

#endif
