/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theil_sen.h - the slope of samples over time: the median of the slopes of all pairs.
 *
 * Theil (1950), "A rank-invariant method of linear and polynomial regression analysis"; Sen (1968),
 * "Estimates of the regression coefficient based on Kendall's tau", JASA 63. Almost a third of the
 * samples may be anything without moving it far. Pairs of equal time have no slope and do not
 * count; of an even number of slopes it is the mean of the two in the middle.
 *
 * The answer is exact: each of the two in the middle is the true quotient, rounded once to the
 * nearest double (of two as near, the even one). It depends on the set of samples only. How:
 * a slope of rank r is found by bisection over the doubles, and how many slopes lie at or below one
 * double is the number of pairs that are out of order after subtracting that slope, counted by a
 * merge sort (Cole, Salowe, Steiger and Szemeredi 1989 count so; they choose the slopes to try
 * differently). Comparisons are exact (Shewchuk 1997, "Adaptive precision floating-point
 * arithmetic"), so that nearly equal slopes, as of straight lines and steps, cost no more. At most
 * 66 sorts of the samples, 130 where the number of slopes is even. */
#ifndef RIGEL_BASE_THEIL_SEN_H
#define RIGEL_BASE_THEIL_SEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timed_value {
    int64_t at; /* any unit; two must not be 2^53 apart */
    double value;
};

/* The slope per `span` units of time (1 to 2^53) of samples[0, count), which it sorts by time and
 * value; scratch has room for 2 * count. NAN: all at one time, a value that is not finite, times
 * too far apart, or a slope that no double holds. Exact for values whose sizes are within 2^400 of
 * the largest. */
double theil_sen(struct timed_value *samples, size_t count, int64_t span,
                 struct timed_value *scratch);

#endif
