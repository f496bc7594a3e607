/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row.h - the values at the end of a stretch that are a change not yet confirmed.
 *
 * A level that older runs brought must not fail a newer one. Values at the end of the stretch that
 * are all worse, on the same side, than those before them are no baseline but a row: it is left out
 * of the baseline, and a value no worse than the worst of it is nothing new. */
#ifndef RIGEL_TRIAGE_ROW_H
#define RIGEL_TRIAGE_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "triage/baseline.h"

/* What makes one value worse than a baseline. */
struct row_rule {
    const double *quantiles; /* [n]: of spread * sqrt(1 + 1/n), 0 <= n <= BASELINE_MAX_RUNS */
    double threshold;        /* percent, >= 0 */
    int direction;           /* 1: an increase is worse, -1: a decrease, others: both */
};

struct row {
    size_t start; /* the row is values[start, count); count: there is none */
    int side;     /* 1 or -1; 0: there is none */
};

/* Student's t at 1 - level (one side) for each n, by normal_to_student. */
void row_fill_quantiles(double quantiles[BASELINE_MAX_RUNS + 1], double level);

/* What noise explains around this baseline. */
double row_limit(const struct row_rule *rule, const struct baseline *baseline);

/* 1 or -1: value is worse on that side, beyond the threshold and what noise explains; 0: not. */
int row_worse_side(const struct row_rule *rule, const struct baseline *baseline, double value);

/* Of values[0, count), finite, oldest first. The earliest start that holds: a later one would have
 * some of the bad values in its baseline. */
struct row row_find(const struct row_rule *rule, const double *values, size_t count);

/* Is value beyond all of values[0, count), on this side, by threshold and limit? */
bool row_exceeded(const double *values, size_t count, double value, int side, double threshold,
                  double limit);

#endif
