/* SPDX-License-Identifier: GPL-3.0-or-later */
/* autocorrelation.h - how much a value resembles the one before it, and what that does to the
 * comparison of a new value with its baseline.
 *
 * Coefficient of an AR(1) process by the lag-1 products of values clipped at three spreads, with
 * the small-sample bias put back (Marriott and Pope 1954) and pulled towards that of all metrics of
 * the run, which see the same machines; that in turn is pulled to 0. Negative ones count as 0. */
#ifndef RIGEL_TRIAGE_AUTOCORRELATION_H
#define RIGEL_TRIAGE_AUTOCORRELATION_H

#include <stddef.h>

struct autocorrelation {
    double lag, square; /* sums of products with the value before, and of squares; in spreads */
};

/* values[0, count) in order of time. */
struct autocorrelation autocorrelation_of(const double *values, size_t count, double median,
                                          double spread);
void autocorrelation_add(struct autocorrelation *sum, struct autocorrelation one);
/* [0, 0.95]. all: the sum over the metrics of the run, own among them. */
double autocorrelation_coefficient(struct autocorrelation own, struct autocorrelation all);

/* Variance of a mean of count values over that of independent ones (>= 1). */
double autocorrelation_inflation(double coefficient, size_t count);
/* By how much more a new value strays from count values before it, in their own spreads, than an
 * independent one would (>= 1): their mean is less certain and their spread too small. */
double autocorrelation_stray(double coefficient, size_t count);

#endif
