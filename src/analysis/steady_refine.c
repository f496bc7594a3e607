/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_refine.c - the place of a change that is seen well: which side does each value belong to?
 *
 * The profile weighs scores that are clipped at the old level's edge, so to it a change of 60
 * deviations is one of three, and a value that lies one deviation off may belong to either side.
 * Where the new level lies far away, it is known well enough to say: each value counts by how much
 * likelier it is at the one level than at the other (Hinkley 1970: the likelihood of two known
 * levels), where a few values of either side lie anywhere between them. A value beyond a level is
 * as one at the level: it says nothing for the other side, however narrow the near one is. */
#include <math.h>
#include <string.h>

#include "analysis/steady_state.h"

enum {
    VALUES_MOST = 8, /* of the new level, the oldest: the next change may be near */
    ROUNDS = 3
};
/* So many values of a level lie anywhere between the two. A value that is at neither rather begins
 * the new level than ends the old one. */
#define STRAYING_BEFORE 0.02
#define STRAYING_AFTER 0.05

struct side {
    double level, sd;
};

static double median_of(const double *sorted, size_t n)
{
    return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

/* The level from k on. Few values say little of their deviation: it is at least that of the old
 * level, and grows with the level. */
static struct side side_after(struct steady *steady, const struct steady_level *old, size_t k,
                              size_t end)
{
    const size_t n = end - k < VALUES_MOST ? end - k : VALUES_MOST;
    double *const sorted = steady->sorted_right;
    struct side side;
    double ratio, own;

    memcpy(sorted, steady_from(steady, k), n * sizeof *sorted);
    steady_sort(sorted, n);
    side.level = median_of(sorted, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = fabs(sorted[i] - side.level);
    steady_sort(sorted, n);
    own = 1.4826 * median_of(sorted, n);
    ratio = side.level * old->median > 0 ? fabs(side.level / old->median) : 1;
    ratio = ratio < 1 ? 1 : ratio > 10 ? 10 : ratio;
    side.sd = own > ratio * old->sd ? own : ratio * old->sd;
    return side;
}

/* Log likelihood of a value at a level, up to a constant; `gap` lies between the two levels. */
static double likelihood(double value, const struct side *side, double straying, double gap)
{
    static const double normal = 0.3989422804014327; /* 1 / sqrt(2 pi) */
    const double z = (value - side->level) / side->sd;

    return log((1 - straying) * normal * exp(-0.5 * z * z) / side->sd + straying / gap);
}

static size_t likeliest(const struct steady_profile *profile)
{
    size_t best = profile->lo;

    for (size_t k = profile->lo + 1; k <= profile->hi; k++)
        if (profile->at[k - profile->lo] > profile->at[best - profile->lo])
            best = k;
    return best;
}

/* Values after `hi` are on the new side of every place: they do not weigh in. */
static void weigh(const struct steady *steady, const struct steady_profile *profile,
                  const struct side *before, const struct side *after, double factor)
{
    const double low = fmin(before->level, after->level), high = fmax(before->level, after->level);
    double sum = 0;

    for (size_t k = profile->hi + 1; k-- > profile->lo;) {
        const double value = fmin(fmax(*steady_from(steady, k), low), high);

        sum += (likelihood(value, after, STRAYING_AFTER, high - low) -
                likelihood(value, before, STRAYING_BEFORE, high - low)) /
               factor;
        profile->at[k - profile->lo] = sum;
    }
}

void steady_refine(struct steady *steady, const struct steady_profile *profile,
                   const struct steady_level *level, size_t end)
{
    const double large = steady->plan->options.refine;
    const struct side before = {level->mean, level->sd};
    const double factor = steady_inflation(level->rho, STEADY_INFLATED_AS);
    size_t place = likeliest(profile);

    if (!(large > 0))
        return;
    for (int i = 0; i < ROUNDS; i++) {
        const struct side after = side_after(steady, level, place, end);
        const size_t last = place;

        if (!(fabs(after.level - before.level) > large * before.sd))
            return;
        weigh(steady, profile, &before, &after, factor);
        place = likeliest(profile);
        if (place == last)
            return;
    }
}
