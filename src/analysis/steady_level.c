/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_level.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Least deviation of all, so that nothing is divided by 0. */
#define TINY 1e-140

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double clamp(double value, double low, double high)
{
    return smaller(larger(value, low), high);
}

/* rho^m by squaring: the same bits with every C library. */
static double power(double rho, size_t m)
{
    double result = 1;

    for (; m; m >>= 1, rho *= rho)
        if (m & 1)
            result *= rho;
    return result;
}

double steady_inflation(double rho, size_t m)
{
    if (!(rho > 0))
        return 1;
    return 1 + 2 * rho / (1 - rho) * (1 - (1 - power(rho, m)) / ((double)m * (1 - rho)));
}

/* First position whose value is not below, or not at or below, the value sought. */
static size_t lower_bound(const double *sorted, size_t n, double value)
{
    const double *base = sorted;

    for (; n > 1; n -= n / 2)
        base += base[n / 2 - 1] < value ? n / 2 : 0;
    return (size_t)(base - sorted) + (n == 1 && *base < value ? 1 : 0);
}

static size_t upper_bound(const double *sorted, size_t n, double value)
{
    const double *base = sorted;

    for (; n > 1; n -= n / 2)
        base += base[n / 2 - 1] <= value ? n / 2 : 0;
    return (size_t)(base - sorted) + (n == 1 && *base <= value ? 1 : 0);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void steady_sort(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
}

void steady_sorted_next(double *next, const double *sorted, size_t n, double added,
                        const double *dropped)
{
    const size_t in = upper_bound(sorted, n, added);
    const size_t out = dropped ? lower_bound(sorted, n, *dropped) : n;

    if (out < in) {
        memcpy(next, sorted, out * sizeof *next);
        memcpy(next + out, sorted + out + 1, (in - out - 1) * sizeof *next);
        next[in - 1] = added;
        memcpy(next + in, sorted + in, (n - in) * sizeof *next);
    } else {
        memcpy(next, sorted, in * sizeof *next);
        next[in] = added;
        memcpy(next + in + 1, sorted + in, (out - in) * sizeof *next);
        if (out < n)
            memcpy(next + out + 1, sorted + out + 1, (n - out - 1) * sizeof *next);
    }
}

static double median_of(const double *sorted, size_t n)
{
    return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

/* Median of |x - median|. The distances of the values below and above the median are two
 * ascending lists: the nearest n/2 of both are i of the one and n/2 - i of the other. */
static double mad_of(const double *sorted, size_t n, double median)
{
    const size_t half = n / 2;
    const double *const up = sorted + half;
    size_t least = 0, most = half;

    while (least < most) {
        const size_t i = least + (most - least) / 2;

        if (median - sorted[half - 1 - i] < up[half - i - 1] - median)
            least = i + 1;
        else
            most = i;
    }
    const size_t i = least, j = half - least;
    const double next = smaller(i < half ? median - sorted[half - 1 - i] : (double)INFINITY,
                                j < n - half ? up[j] - median : (double)INFINITY);

    if (n % 2)
        return next;
    return 0.5 * (next + larger(i ? median - sorted[half - i] : 0, j ? up[j - 1] - median : 0));
}

/* Four sums side by side, for speed; their order is fixed all the same. */
static double sum_of_distances(const double *values, size_t n, double from)
{
    double sums[4] = {0, 0, 0, 0};
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += fabs(values[i + lane] - from);
    for (; i < n; i++)
        sums[i % 4] += fabs(values[i] - from);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double clipped_sum(const double *values, size_t n, double low, double high)
{
    double sums[4] = {0, 0, 0, 0};
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += clamp(values[i + lane], low, high);
    for (; i < n; i++)
        sums[i % 4] += clamp(values[i], low, high);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Sums of squares and of products of neighbours, of the clipped values less their mean. */
static void sum_products(const struct steady_level *level, const double *left, double *ret_square,
                         double *ret_lag)
{
    const double low = level->low, high = level->high, mean = level->mean;
    double squares[4] = {0, 0, 0, 0}, lags[4] = {0, 0, 0, 0}, d[5];
    const size_t n = level->n;
    size_t i = 0;

    d[0] = 0;
    for (; i + 4 <= n; i += 4) {
        for (size_t lane = 0; lane < 4; lane++)
            d[lane + 1] = clamp(left[i + lane], low, high) - mean;
        for (size_t lane = 0; lane < 4; lane++) {
            squares[lane] += d[lane + 1] * d[lane + 1];
            lags[lane] += d[lane + 1] * d[lane];
        }
        d[0] = d[4];
    }
    for (; i < n; i++) {
        d[1] = clamp(left[i], low, high) - mean;
        squares[i % 4] += d[1] * d[1];
        lags[i % 4] += d[1] * d[0];
        d[0] = d[1];
    }
    *ret_square = (squares[0] + squares[1]) + (squares[2] + squares[3]);
    *ret_lag = (lags[0] + lags[1]) + (lags[2] + lags[3]);
}

/* A lattice has often MAD 0: the mean distance keeps its scale alive. */
static double scale_of(const struct steady_level *level, double least,
                       const struct steady_carried *carried)
{
    const double n = (double)level->n;
    const double mad = mad_of(level->sorted, level->n, level->median);
    const double away = sum_of_distances(level->sorted, level->n, level->median);
    const double scale =
        larger(larger(1.4826 * mad * (1 + 0.8 / n), 0.6 * 1.2533 * away / n), least);

    if (!(carried->sd > 0 && level->n < 30))
        return scale;
    return sqrt((n * (scale * scale) + carried->df * (carried->sd * carried->sd)) /
                (n + carried->df));
}

static double rho_of(const struct steady_level *level, double prior,
                     const struct steady_carried *carried)
{
    const double weight = carried->square + level->square;
    double r;

    if (!(weight > 2))
        return 0;
    r = (carried->lag + level->lag) / weight;
    r += (1 + 3 * r) / weight;
    return clamp(r * weight / (weight + prior), 0, 0.9);
}

void steady_level_make(struct steady_level *level, const struct steady_plan *plan,
                       const double *left, const double *sorted, size_t n,
                       const struct steady_carried *carried)
{
    const struct steady_options *const o = &plan->options;
    const double extra = carried->sd > 0 ? carried->df : 0;
    double least, scale, square, lag;

    level->n = n;
    level->sorted = sorted;
    level->caps = steady_plan_caps(plan, n);
    level->median = median_of(sorted, n);
    least = larger(o->floor * fabs(level->median), TINY);
    scale = scale_of(level, least, carried);
    level->low = level->median - o->clip * scale;
    level->high = level->median + o->clip * scale;
    level->mean = clipped_sum(left, n, level->low, level->high) / (double)n;
    sum_products(level, left, &square, &lag);
    level->df = (double)n - 1 + extra;
    level->sd =
        larger(larger(sqrt((square + extra * (carried->sd * carried->sd)) / larger(level->df, 1)),
                      0.5 * scale),
               least);
    level->square = square / (level->sd * level->sd);
    level->lag = lag / (level->sd * level->sd);
    level->rho = rho_of(level, o->prior_rho, carried);
    level->spread = steady_inflation(level->rho, n) / (double)n;
    /* A value above the mean is as rare as the mean at least. */
    level->free_up = level->caps[n - lower_bound(sorted, n, level->mean)];
    level->free_down = -level->caps[upper_bound(sorted, n, level->mean)];
}

double steady_level_score(const struct steady_level *level, double value)
{
    const double clipped = clamp(value, level->low, level->high);
    const double z = (clipped - level->mean) / level->sd;

    if (z <= level->free_up && z >= level->free_down)
        return z;
    if (z > 0)
        return smaller(z, level->caps[level->n - lower_bound(level->sorted, level->n, clipped)]);
    return larger(z, -level->caps[upper_bound(level->sorted, level->n, clipped)]);
}
