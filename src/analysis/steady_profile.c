/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_profile.h"

#include <math.h>

void steady_profile_scores(const struct steady_profile *profile, const struct steady_level *level,
                           const double *scores, size_t end, double sign)
{
    const double factor = steady_inflation(level->rho, STEADY_INFLATED_AS);
    double sum = 0;

    for (size_t k = end; k-- > profile->lo;) {
        sum += scores[k - profile->lo];
        if (k <= profile->hi) {
            const double likelihood = sum * sum / (2 * (double)(end - k) * factor);

            profile->at[k - profile->lo] = sum * sign > 0 ? likelihood : -likelihood;
        }
    }
}

void steady_profile_ranks(const struct steady_profile *profile, const struct steady_level *level,
                          const struct steady_ranks *ranks, double sign)
{
    const double factor = steady_inflation(level->rho, STEADY_INFLATED_AS);

    for (size_t k = profile->lo; k <= profile->hi; k++) {
        const double likelihood = steady_ranks_likelihood(ranks, k - ranks->begin) / factor;

        profile->at[k - profile->lo] = sign > 0 ? likelihood : -likelihood;
    }
}

void steady_profile_exponentiate(const struct steady_profile *profile)
{
    const size_t count = profile->hi - profile->lo + 1;
    double largest = profile->at[0];

    for (size_t i = 1; i < count; i++)
        largest = profile->at[i] > largest ? profile->at[i] : largest;
    for (size_t i = 0; i < count; i++)
        profile->at[i] = exp(profile->at[i] - largest);
}

size_t steady_profile_pick(const struct steady_profile *profile, size_t from, size_t to)
{
    static const double weights[5] = {0.9, 0.95, 1, 0.95, 0.9};
    size_t place = from;
    double best = -1;

    steady_profile_exponentiate(profile);
    for (size_t k = from; k <= to; k++) {
        double sum = 0;

        for (size_t j = 0; j < 5; j++)
            if (k + j >= profile->lo + 2 && k + j - 2 <= profile->hi)
                sum += weights[j] * profile->at[k + j - 2 - profile->lo];
        sum += 1e-3 * profile->at[k - profile->lo];
        if (sum > best) {
            best = sum;
            place = k;
        }
    }
    return place;
}
