/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h - two sets of runs, metric by metric: what differs, and could it have been seen?
 *
 * The test is two-sided: the rank sum where both sides have RANK_SUM_MIN_RUNS runs, else Welch's t,
 * whose variances are at least that of BASELINE_FLOOR of the level, since few runs can be equal by
 * chance. A side of one run is tested against the spread of the other, which then needs
 * BASELINE_MIN_RUNS. All metrics share one error budget (error_budget.h).
 *
 *     worse, better  the p-value counts, and the means differ by the threshold or more; or the
 *                    head's mean is beyond a fixed limit and the base's is not: worse
 *     same           no such difference, though these runs could have shown one of the threshold or
 *                    COMPARE_VISIBLE percent, whichever is more
 *     undecided      too few runs, or too much noise, to tell
 *     no_data        a side has no value
 *
 * Arithmetic only: no store, no clock. */
#ifndef RIGEL_TRIAGE_COMPARE_H
#define RIGEL_TRIAGE_COMPARE_H

#include <stddef.h>

#include "base/arena.h"

#define COMPARE_VISIBLE 10.0

enum compare_state {
    COMPARE_WORSE,
    COMPARE_BETTER,
    COMPARE_UNDECIDED,
    COMPARE_SAME,
    COMPARE_NO_DATA,
    COMPARE_STATES
};

struct compare_values {
    double *values; /* finite; get sorted */
    size_t count;
};

struct compare_sample {
    struct compare_values base, head;
    double threshold;            /* percent, >= 0 */
    int direction;               /* 1: an increase is worse, -1: a decrease, others: both */
    double limit_min, limit_max; /* NAN: none */
};

struct compare_side {
    size_t runs;                 /* 0: the others are NAN */
    double mean, median, spread; /* robust standard deviation, as baseline.h has it */
};

struct compare_result {
    enum compare_state state;
    struct compare_side base, head;
    double percent;           /* of the means; NAN where the base's is 0 or a side is empty */
    double pvalue;            /* NAN: no test was possible */
    double least_percent;     /* smallest change that could have counted; NAN: unknown */
    const char *method;       /* "welch", "rank_sum"; NULL: none */
    const char *beyond_limit; /* "min", "max": of the head's mean; NULL: neither */
};

struct compare_answer {
    double budget, level; /* a p-value up to level counts */
    size_t tested;
};

const char *compare_state_name(enum compare_state state); /* "worse" */

/* ret has room for count. Scratch memory is taken from arena. */
struct compare_answer compare_judge(struct arena *arena, struct compare_sample *samples,
                                    size_t count, double budget, struct compare_result *ret);

#endif
