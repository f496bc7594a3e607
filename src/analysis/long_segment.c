/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/long_segment.h"

#include <math.h>

static void add(double *high, double *low, double value)
{
    const double sum = *high + value;
    const double other = sum - *high;
    const double error = (*high - (sum - other)) + (value - other) + *low;

    *high = sum + error;
    *low = error - (*high - sum);
}

void running_sums_add(struct running_sums *sums, double away)
{
    add(&sums->first, &sums->first_low, away);
    add(&sums->second, &sums->second_low, away * away);
}

struct rough {
    double mean;     /* of x - origin */
    double variance; /* no less than that of the exact numbers, but for their own rounding */
};

/* A square is rounded by 1.1e-16 of itself, a difference from the origin by as much of itself. */
static struct rough rough_of(const struct running_sums *begin, const struct running_sums *end,
                             size_t n)
{
    const double first = (end->first - begin->first) + (end->first_low - begin->first_low);
    const double second = (end->second - begin->second) + (end->second_low - begin->second_low);
    const double mean = first / (double)n;
    const double spread = second / (double)n - mean * mean;

    return (struct rough){mean, (spread > 0 ? spread : 0.0) + 1e-14 * (second / (double)n)};
}

bool long_segment_certain(const struct running_sums *left, const struct running_sums *middle,
                          const struct running_sums *right, size_t n1, size_t n2,
                          const struct running_scale *scale, double critical, double min_magnitude)
{
    /* A numpy sum of up to 10^9 values errs by less than 45 units of 1.1e-16; both means do. */
    const double error = 2e-14 * scale->largest;
    const struct rough before = rough_of(left, middle, n1), after = rough_of(middle, right, n2);
    const double apart = fabs(before.mean - after.mean) - error;
    const double mean1 = fabs(scale->origin + before.mean);
    const double mean2 = fabs(scale->origin + after.mean);
    const double smaller = mean1 < mean2 ? mean1 : mean2;
    const double pooled = ((double)(n1 - 1) * before.variance + (double)(n2 - 1) * after.variance) /
                              (double)(n1 + n2 - 2) +
                          error * error;
    const double spread = sqrt(pooled * (1.0 / (double)n1 + 1.0 / (double)n2));

    /* Above the first bound a square may overflow; below the second a mean may be anything. */
    return scale->largest <= 1e140 && scale->largest >= 1e-130 && smaller > 1e-6 * scale->largest &&
           apart > critical * (1 + 1e-6) * spread &&
           apart / (smaller + error) > min_magnitude * (1 + 1e-6) + 1e-9;
}
