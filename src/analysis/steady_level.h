/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_level.h - what the values before a place look like, and what a value weighs against them.
 *
 * Median and MAD (Hampel 1974) give the clipping bounds, the clipped values mean, deviation and
 * autocorrelation (its bias: Marriott and Pope 1954). Everything in a level follows from the values
 * and what was carried over, in one fixed order of sums. */
#ifndef RIGEL_ANALYSIS_STEADY_LEVEL_H
#define RIGEL_ANALYSIS_STEADY_LEVEL_H

#include <stddef.h>

#include "analysis/steady_plan.h"

/* Taken over from the segment before: all 0 in the first. */
struct steady_carried {
    double sd, df;      /* deviation, scaled to the new level, and the values it counts as */
    double lag, square; /* products of neighbours and squares, in deviations */
};

struct steady_level {
    size_t n;
    double median, low, high, mean, sd, df, rho, lag, square;
    double spread;             /* F(rho, n) / n: variance of the mean, in variances of a value */
    const double *sorted;      /* the n values in ascending order; not the level's own */
    const double *caps;        /* of the plan, for n */
    double free_up, free_down; /* scores up to these are not capped, whatever their rarity */
};

/* Of left[0, n) in order of arrival and the same values sorted, n >= 1 and at most `window`. */
void steady_level_make(struct steady_level *level, const struct steady_plan *plan,
                       const double *left, const double *sorted, size_t n,
                       const struct steady_carried *carried);
/* The standardised value, worth no more than its rarity in the left. */
double steady_level_score(const struct steady_level *level, double value);

/* Variance of the mean of m values with AR(1) coefficient rho, times m. */
double steady_inflation(double rho, size_t m);

/* values[0, n) ascending. */
void steady_sort(double *values, size_t n);
/* next[] becomes sorted[0, n) with `added` in its place and, unless NULL, without *dropped (which
 * is in it). */
void steady_sorted_next(double *next, const double *sorted, size_t n, double added,
                        const double *dropped);

#endif
