/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_rule.h - which metrics of a run are out of line with the runs before? Arithmetic only:
 * no store, no clock, equal input gives equal answers.
 *
 * All metrics of the run are judged at once, since they share one error budget: the share of
 * unchanged runs in which any metric is called worse. A metric is worse where its value lies in the
 * worse direction of the baseline's mean by more than the threshold, and its p-value (outlier.h)
 * counts within the budget (error_budget.h). It is suspicious where the p-value counts within
 * RULE_SUSPICION budgets only: one value cannot decide that, repetitions can.
 *
 * Values at the end of the stretch that are a change not yet confirmed are left out of the
 * baseline, and a value no worse than they is not this run's doing (row.h).
 *
 * Repetitions (of runs that confirm this one) are judged where the first value was worse or
 * suspicious, and then they alone decide: the first value was chosen for looking bad, they were
 * not. They share the budget among the metrics so chosen. docs/detection.md has the measurements.
 */
#ifndef RIGEL_TRIAGE_VERDICT_RULE_H
#define RIGEL_TRIAGE_VERDICT_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "triage/baseline.h"

#define RULE_ERROR_BUDGET 0.02 /* the default */
/* The level aims at this part of the budget, since a stable stretch is never quite one. */
#define RULE_AIM 0.75
/* The budget of being suspicious, in error budgets. */
#define RULE_SUSPICION 5.0

/* One metric of the run. */
struct rule_sample {
    const double *values;  /* before the run, finite, oldest first */
    size_t count, stretch; /* the newest stable stretch begins at values[stretch] */
    double value;          /* NAN: the run has none */
    const double *repeats; /* of runs that confirm this one; of later runs, where change is set */
    size_t repeat_count;
    double threshold; /* percent, >= 0 */
    int direction;    /* 1: an increase is worse, -1: a decrease, others: both */
    bool change;      /* a change point begins at this very run: value and repeats are one level */
    bool excused;     /* acknowledged: judged as the others, but takes no share of the budget */
};

enum deviation {
    DEVIATION_NONE,        /* within the limits, or in the better direction */
    DEVIATION_WORSE,       /* beyond the threshold, and counts within the budget */
    DEVIATION_OLDER,       /* it would be, but runs before it were as bad already */
    DEVIATION_SUSPICIOUS,  /* beyond the threshold; repetitions have to decide */
    DEVIATION_UNDECIDABLE, /* the baseline has fewer than BASELINE_MIN_RUNS, or there is no value */
};

struct judgement {
    struct baseline baseline; /* limit: the least deviation that would have counted in this run */
    size_t first;             /* DEVIATION_OLDER: position in values of the first run as bad */
    double judged;            /* the value, or the mean of the repetitions that decided */
    double percent;           /* of judged to the baseline's mean; NAN where that is 0 */
    double least_percent;     /* smallest change that could have counted in this run; NAN: none */
    double pvalue;            /* of one value, or of the repetitions together; NAN: none */
    size_t
        more_runs; /* SUSPICIOUS: repetitions to decide; UNDECIDABLE: values the baseline lacks */
    enum deviation deviation;
    bool repeated; /* the repetitions decided */
};

struct rule_answer {
    double budget;
    size_t tested;         /* metrics that share the budget */
    double level;          /* a p-value up to this counts */
    size_t repeated;       /* metrics that their repetitions decided; they share the budget too, */
    double repeated_level; /* at this level; NAN: there are none */
};

/* budget: in (0, 0.2]. ret_judgements has room for count. Scratch memory is taken from arena. */
struct rule_answer rule_judge(struct arena *arena, const struct rule_sample *samples, size_t count,
                              double budget, struct judgement *ret_judgements);

#endif
