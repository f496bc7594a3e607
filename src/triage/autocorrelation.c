/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/autocorrelation.h"

#include <math.h>

#define CLIP 4.0            /* a step between two levels weighs no more than this */
#define WEIGHT_OF_NONE 10.0 /* values without autocorrelation that the whole run starts from */
#define WEIGHT_OF_ALL                                                                              \
    30.0 /* how many values the whole run's coefficient is worth to one metric                     \
          */
#define MOST 0.95

static double clipped_square(double difference, double inverse_spread)
{
    const double spreads = fabs(difference) * inverse_spread;

    return spreads < CLIP ? spreads * spreads / 2 : CLIP * CLIP / 2;
}

struct autocorrelation autocorrelation_of(const double *values, size_t count, double spread)
{
    const double inverse = 1 / spread;
    struct autocorrelation sums = {0};

    if (!(spread > 0) || !isfinite(inverse))
        return sums;
    for (size_t i = 2; i < count; i++) {
        const double one = clipped_square(values[i] - values[i - 1], inverse);

        sums.lag += clipped_square(values[i] - values[i - 2], inverse) - one;
        sums.square += one;
    }
    return sums;
}

void autocorrelation_add(struct autocorrelation *sum, struct autocorrelation one)
{
    sum->lag += one.lag;
    sum->square += one.square;
}

double autocorrelation_coefficient(struct autocorrelation own, struct autocorrelation all)
{
    const double of_all = all.lag / (all.square + WEIGHT_OF_NONE);
    const double one = (own.lag + WEIGHT_OF_ALL * of_all) / (own.square + WEIGHT_OF_ALL);

    return isfinite(one) ? fmax(0, fmin(MOST, one)) : 0;
}

double autocorrelation_inflation(double coefficient, size_t count)
{
    const double r = coefficient, n = (double)count;

    if (!(r > 0) || count < 2)
        return 1;
    return 1 + 2 * r / (1 - r) * (1 - (1 - pow(r, n)) / (n * (1 - r)));
}

double autocorrelation_stray(double coefficient, size_t count)
{
    const double n = (double)count;
    const double mean = fmin(autocorrelation_inflation(coefficient, count) / n, 0.8);

    if (count < 2)
        return 1;
    return sqrt((1 + mean) / (1 - mean) * (1 - 1 / n) / (1 + 1 / n));
}
