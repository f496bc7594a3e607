/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/segment.h"

#include <math.h>
#include <string.h>

enum { LEAF = 128, STRIDE = 8 };

/* Two lanes are in every 64-bit processor's baseline; four of them are the eight running sums. */
typedef double pair __attribute__((vector_size(16)));

static inline pair pair_load(const double *at)
{
    pair lanes;

    memcpy(&lanes, at, sizeof lanes);
    return lanes;
}

static inline double join(pair r01, pair r23, pair r45, pair r67)
{
    return ((r01[0] + r01[1]) + (r23[0] + r23[1])) + ((r45[0] + r45[1]) + (r67[0] + r67[1]));
}

static size_t left_half(size_t n)
{
    return n / 2 - (n / 2) % STRIDE;
}

static double leaf_sum(const double *values, size_t n)
{
    double sum = 0.0;
    size_t i = 0;

    if (n >= STRIDE) {
        pair r01 = pair_load(values), r23 = pair_load(values + 2);
        pair r45 = pair_load(values + 4), r67 = pair_load(values + 6);

        for (i = STRIDE; i + STRIDE <= n; i += STRIDE) {
            r01 += pair_load(values + i);
            r23 += pair_load(values + i + 2);
            r45 += pair_load(values + i + 4);
            r67 += pair_load(values + i + 6);
        }
        sum = join(r01, r23, r45, r67);
    }
    for (; i < n; i++)
        sum += values[i];
    return sum;
}

double segment_sum(const double *values, size_t n)
{
    if (n <= LEAF)
        return leaf_sum(values, n);

    const size_t half = left_half(n);

    return segment_sum(values, half) + segment_sum(values + half, n - half);
}

static inline pair pair_square(const double *at, pair mean)
{
    const pair away = pair_load(at) - mean;

    return away * away;
}

static double leaf_squares(const double *values, size_t n, double mean)
{
    const pair means = {mean, mean};
    double sum = 0.0;
    size_t i = 0;

    if (n >= STRIDE) {
        pair r01 = pair_square(values, means), r23 = pair_square(values + 2, means);
        pair r45 = pair_square(values + 4, means), r67 = pair_square(values + 6, means);

        for (i = STRIDE; i + STRIDE <= n; i += STRIDE) {
            r01 += pair_square(values + i, means);
            r23 += pair_square(values + i + 2, means);
            r45 += pair_square(values + i + 4, means);
            r67 += pair_square(values + i + 6, means);
        }
        sum = join(r01, r23, r45, r67);
    }
    for (; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return sum;
}

static double square_sum(const double *values, size_t n, double mean)
{
    if (n <= LEAF)
        return leaf_squares(values, n, mean);

    const size_t half = left_half(n);

    return square_sum(values, half, mean) + square_sum(values + half, n - half, mean);
}

struct moments segment_moments(const double *values, size_t n)
{
    const double mean = segment_sum(values, n) / (double)n;

    if (n < 2)
        return (struct moments){mean, 0.0};
    return (struct moments){mean, sqrt(square_sum(values, n, mean) / (double)n)};
}

/* What a value adds to a sum that leaves NaN out: the sum keeps its length, so that the other
 * values meet in the same order. */
static inline double term(double value, double mean, bool squared)
{
    if (isnan(value))
        return 0.0;
    return squared ? (value - mean) * (value - mean) : value;
}

static double skipping_leaf(const double *values, size_t n, double mean, bool squared)
{
    double terms[LEAF];

    for (size_t i = 0; i < n; i++)
        terms[i] = term(values[i], mean, squared);
    return leaf_sum(terms, n);
}

static double skipping_sum(const double *values, size_t n, double mean, bool squared)
{
    if (n <= LEAF)
        return skipping_leaf(values, n, mean, squared);

    const size_t half = left_half(n);

    return skipping_sum(values, half, mean, squared) +
           skipping_sum(values + half, n - half, mean, squared);
}

struct moments segment_moments_skipping(const double *values, size_t n)
{
    size_t present = 0;

    for (size_t i = 0; i < n; i++)
        present += isnan(values[i]) ? 0 : 1;
    if (present == n)
        return segment_moments(values, n);

    /* 0 / 0 where every value is missing: NaN, as meant. */
    const double mean = skipping_sum(values, n, 0.0, false) / (double)present;

    if (n < 2)
        return (struct moments){mean, 0.0};
    return (struct moments){mean, sqrt(skipping_sum(values, n, mean, true) / (double)present)};
}
