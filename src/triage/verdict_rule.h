/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_rule.h - is one new value out of line with the values before it? Arithmetic only.
 *
 * The value is worse where it lies in the worse direction of the baseline's mean m by more than
 *
 *     threshold percent of |m|   and   k(n) * s * sqrt(1 + 1/n)
 *
 * with n baseline values, s their robust standard deviation and k(n) the quantile of Student's t
 * with n - 1 degrees of freedom at VERDICT_ALPHA, one-sided: few values say little about their own
 * spread, and k says how little (n = 3: 31.6, n = 7: 5.96, n = 50: 3.5).
 *
 * s is the median absolute deviation from the median times 1.4826; where the mean absolute
 * deviation times 1.2533 is larger (skewed, quantised, mostly equal values), that, but at most
 * twice the first unless the first is 0 (Iglewicz and Hoaglin 1993). It is at least 1% of |median|,
 * since a short baseline can be constant by chance. A counter that is mostly zero (whole numbers,
 * median 0) gets the noise of counting one more: at least sqrt(mean + 1). docs/detection.md has the
 * measurements. */
#ifndef RIGEL_TRIAGE_VERDICT_RULE_H
#define RIGEL_TRIAGE_VERDICT_RULE_H

#include <stdbool.h>
#include <stddef.h>

/* Chance that one value of an unchanged metric is called worse (normal noise). */
#define VERDICT_ALPHA 0.0005
#define VERDICT_MIN_RUNS 3  /* a baseline needs so many runs */
#define VERDICT_MAX_RUNS 50 /* and looks back no further: slow drift is no regression */
#define VERDICT_FLOOR 0.01  /* least s, as a part of |median| */

struct baseline {
    size_t runs; /* 0: the other members are NAN */
    double mean, median;
    double spread; /* s; NAN below two runs */
    double limit;  /* k(n) * s * sqrt(1 + 1/n); NAN below VERDICT_MIN_RUNS */
};

/* Of values[0, count), finite, oldest first: the newest VERDICT_MAX_RUNS of them. value is the one
 * to be judged; it only helps to tell whether a series of zeros counts things. */
struct baseline baseline_of(const double *values, size_t count, double value);

/* (value - mean) / |mean| * 100; NAN where the mean is 0. */
double baseline_percent(const struct baseline *baseline, double value);
/* The smallest change, in percent, that this baseline could have shown; NAN where there is none. */
double baseline_least_percent(const struct baseline *baseline, double threshold);

enum deviation {
    DEVIATION_NONE,        /* within the limits, or in the better direction */
    DEVIATION_WORSE,       /* beyond both limits */
    DEVIATION_OLDER,       /* beyond both, but runs before it were as bad already */
    DEVIATION_UNDECIDABLE, /* the baseline has fewer than VERDICT_MIN_RUNS */
};

struct judgement {
    enum deviation deviation;
    struct baseline baseline;
    size_t first; /* DEVIATION_OLDER: position of the first run as bad */
};

/* Judges value against values[0, count), finite, oldest first: those of the newest stable stretch.
 * direction 1: an increase is worse, -1: a decrease, others: both. threshold: percent, >= 0.
 *
 * A level that older runs brought must not fail a newer one. Values at the end of the stretch that
 * are all worse, on the same side, than those before them are no baseline but a change not yet
 * confirmed: they are left out of the baseline, and a value no worse than the worst of them, by
 * threshold and limit, is DEVIATION_OLDER. */
struct judgement judge_value(const double *values, size_t count, double value, int direction,
                             double threshold);

#endif
