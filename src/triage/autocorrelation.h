/* SPDX-License-Identifier: GPL-3.0-or-later */
/* autocorrelation.h - how much a value resembles the one before it, and what that does to the
 * comparison of a new value with its baseline.
 *
 * Of an AR(1) process with coefficient r, differences of neighbours have the variance 2 s^2 (1 - r)
 * and those over two steps 2 s^2 (1 - r^2), so that the second over the first is 1 + r. Unlike
 * products with a mean, differences are hardly moved by steps of the level; they are clipped all
 * the same. The coefficient of one metric is pulled towards that of all metrics of the run, which
 * see the same machines, and that to 0. Negative ones count as 0. */
#ifndef RIGEL_TRIAGE_AUTOCORRELATION_H
#define RIGEL_TRIAGE_AUTOCORRELATION_H

#include <stddef.h>

/* Sums over a series, in squares of its spread. */
struct autocorrelation {
    double lag;    /* squared differences over two steps less those over one */
    double square; /* squared differences over one step */
};

/* values[0, count) in order of time, over any number of levels. */
struct autocorrelation autocorrelation_of(const double *values, size_t count, double spread);
void autocorrelation_add(struct autocorrelation *sum, struct autocorrelation one);
/* [0, 0.95]. all: the sum over the metrics of the run, own among them. */
double autocorrelation_coefficient(struct autocorrelation own, struct autocorrelation all);

/* Variance of a mean of count values over that of independent ones (>= 1). */
double autocorrelation_inflation(double coefficient, size_t count);
/* By how much more a new value strays from count values before it, in their own spreads, than an
 * independent one would (>= 1): their mean is less certain and their spread too small. */
double autocorrelation_stray(double coefficient, size_t count);

#endif
