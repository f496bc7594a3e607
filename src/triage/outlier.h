/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outlier.h - how rare is a value as far out as this one? A p-value that stays honest far out.
 *
 * A value's score is its distance from the median, in robust spreads, of the baseline and itself
 * (but for the one of them that is farthest out), brought to the scale of a normal deviate by the
 * degrees of freedom (Wallace 1959). The same score is given to every baseline value, from the same
 * median and spread. If nothing has changed, the order of the runs means nothing, so the new score
 * is as likely to have any rank as each other one (Vovk, Gammerman and Shafer 2005: full conformal
 * prediction):
 *
 *     p = (1 + scores of the pool as far out) / (1 + scores of the pool)
 *
 * The pool is the baselines of all metrics of the run. So tails are those that these metrics have
 * shown, whatever their shape, and with m metrics of n values p reaches down to 1/(mn + 1): what an
 * error budget of 1/(n + 1) asks of the first of m. That holds for metrics that move together too,
 * since whole runs change places.
 *
 * Beyond all scores of the pool p goes on falling by the tail of its largest ones: their excesses
 * over the (k+1)th are taken as exponential in score^2 / 2, of unknown mean (Pickands 1975), and p
 * is the predictive probability for k + TAIL_PRIOR excesses seen, (1 + x / (k mean))^-k: few
 * excesses say little about their own mean.
 *
 * p is never below that of Student's t (no tail is trusted to be lighter than a normal one), nor
 * below the rank among the metric's own values where one of them was as far out. */
#ifndef RIGEL_TRIAGE_OUTLIER_H
#define RIGEL_TRIAGE_OUTLIER_H

#include <stddef.h>

#include "base/arena.h"

/* One value against its baseline: values[0, count), finite, ascending, count at least
 * BASELINE_MIN_RUNS and at most BASELINE_MAX_RUNS. */
struct outlier {
    const double *values;
    size_t count;
    int direction;         /* 1: far above is worse, -1: far below, others: both */
    double stray;          /* autocorrelation_stray: scores of the new value are divided by it */
    double median, spread; /* of the values and the new one, but for the farthest */
    double distance;       /* in spreads, to the worse side */
    double score;          /* of the new value */
    size_t as_far;         /* baseline values as far out */
};

/* sorted: ascending. */
struct outlier outlier_of(const double *sorted, size_t count, double value, int direction,
                          double stray);

struct outlier_pool {
    double *scores; /* those that are far out; descending once the pool is closed */
    size_t kept;
    size_t total; /* with those that are not kept */
    size_t excesses;
    double start, mean; /* of the tail: score^2 / 2 where it begins, mean excess */
};

/* values: of all baselines together, at most. */
void outlier_pool_init(struct outlier_pool *pool, struct arena *arena, size_t values);
void outlier_pool_add(struct outlier_pool *pool, const struct outlier *outlier);
void outlier_pool_close(struct outlier_pool *pool);

/* (0, 1]; NAN where the score is. */
double outlier_pvalue(const struct outlier_pool *pool, const struct outlier *outlier);
/* The least distance of a value from the median, in its unit, that has a p-value of level. */
double outlier_critical(const struct outlier_pool *pool, const struct outlier *outlier,
                        double level);

#endif
