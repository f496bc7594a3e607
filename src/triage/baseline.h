/* SPDX-License-Identifier: GPL-3.0-or-later */
/* baseline.h - level and spread of the values a new one is compared with.
 *
 * The level is the mean, which percentages refer to. The spread s is a robust standard deviation:
 * 1.4826 times the median absolute deviation from the median; where the mean absolute deviation
 * times 1.2533 is larger (skewed, quantised, mostly equal values), that, but at most twice the
 * first unless the first is 0 (Hampel 1974; Iglewicz and Hoaglin 1993). It is at least
 * BASELINE_FLOOR of |median|, since a short baseline can be constant by chance. A counter that is
 * mostly zero (whole numbers, median 0) gets the noise of counting one more: at least
 * sqrt(mean + 1). */
#ifndef RIGEL_TRIAGE_BASELINE_H
#define RIGEL_TRIAGE_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#define BASELINE_MIN_RUNS 3   /* a baseline needs so many runs */
#define BASELINE_MAX_RUNS 100 /* and looks back no further: slow drift is no regression */
#define BASELINE_FLOOR 0.01   /* least s, as a part of |median| */

struct baseline {
    size_t runs; /* 0: the other members are NAN */
    double mean, median;
    double spread; /* s; NAN below two runs */
    double limit;  /* a deviation that noise explains; NAN: nobody has set it yet */
};

/* Of values[0, count), finite, oldest first: the newest BASELINE_MAX_RUNS of them. value is the one
 * to be judged; it only helps to tell whether a series of zeros counts things. */
struct baseline baseline_of(const double *values, size_t count, double value);

/* The same of values that are sorted already, however many. */
struct baseline baseline_of_sorted(const double *sorted, size_t count, double value);

/* Ascending. values: finite, at most BASELINE_MAX_RUNS. */
void baseline_sort(double *values, size_t count);

/* NAN where count is 0. */
double baseline_mean_of(const double *values, size_t count);

/* (value - mean) / |mean| * 100; NAN where the mean is 0. */
double baseline_percent(const struct baseline *baseline, double value);
/* The smallest change, in percent, that this baseline could have shown: the threshold or the limit,
 * whichever is more. NAN where there is none. */
double baseline_least_percent(const struct baseline *baseline, double threshold);

#endif
