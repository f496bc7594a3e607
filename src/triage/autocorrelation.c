/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/autocorrelation.h"

#include <math.h>

#define CLIP 3.0
#define WEIGHT_OF_NONE 10.0 /* values without autocorrelation that the whole run starts from */
#define WEIGHT_OF_ALL                                                                              \
    30.0 /* how many values the whole run's coefficient is worth to one metric                     \
          */
#define MOST 0.95

struct autocorrelation autocorrelation_of(const double *values, size_t count, double median,
                                          double spread)
{
    struct autocorrelation sums = {0};
    double clipped[2] = {0}, mean = 0;

    if (!(spread > 0) || count < 2)
        return sums;
    for (size_t i = 0; i < count; i++)
        mean += fmax(-CLIP, fmin(CLIP, (values[i] - median) / spread));
    mean /= (double)count;
    for (size_t i = 0; i < count; i++) {
        clipped[1] = clipped[0];
        clipped[0] = fmax(-CLIP, fmin(CLIP, (values[i] - median) / spread)) - mean;
        sums.square += clipped[0] * clipped[0];
        sums.lag += i > 0 ? clipped[0] * clipped[1] : 0;
    }
    /* The bias of a coefficient r from n values is about (1 + 3r) / n. */
    sums.lag += (sums.square + 3 * sums.lag) / (double)count;
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
