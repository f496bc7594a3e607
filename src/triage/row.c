/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/row.h"

#include <math.h>

double row_limit(const struct row_rule *rule, const struct baseline *baseline)
{
    return rule->quantiles[baseline->runs] * baseline->spread *
           sqrt(1 + 1 / (double)baseline->runs);
}

int row_worse_side(const struct row_rule *rule, const struct baseline *baseline, double value)
{
    const double away = value - baseline->mean;
    const double limit = row_limit(rule, baseline);
    const int side = away > 0 ? 1 : -1;

    /* Sums of huge values overflow: nothing can be said of them. */
    if (!isfinite(away) || !isfinite(limit))
        return 0;
    if (fabs(away) <= limit || fabs(away) <= rule->threshold / 100 * fabs(baseline->mean))
        return 0;
    if ((rule->direction == 1 || rule->direction == -1) && side != rule->direction)
        return 0;
    return side;
}

/* The side on which all of values[start, count) are worse than values[0, start), or 0. */
static int row_side(const struct row_rule *rule, const double *values, size_t start, size_t count)
{
    const struct baseline baseline = baseline_of(values, start, values[start]);
    int side = 0;

    for (size_t i = start; i < count; i++) {
        const int here = row_worse_side(rule, &baseline, values[i]);

        if (here == 0 || (i > start && here != side))
            return 0;
        side = here;
    }
    return side;
}

/* Whether a row could begin at start, told cheaply: all of it is on one side of the mean before. */
static bool may_start(double mean, double lowest, double highest, int direction)
{
    if (direction == 1)
        return lowest > mean;
    if (direction == -1)
        return highest < mean;
    return lowest > mean || highest < mean;
}

static double sum_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

/* Mean of the newest BASELINE_MAX_RUNS of values[0, start). */
static double mean_before(const double *values, size_t start)
{
    const size_t count = start < BASELINE_MAX_RUNS ? start : BASELINE_MAX_RUNS;

    return sum_of(values + start - count, count) / (double)count;
}

struct row row_find(const struct row_rule *rule, const double *values, size_t count)
{
    size_t least = count > BASELINE_MAX_RUNS ? count - BASELINE_MAX_RUNS : 0;
    struct row row = {.start = count, .side = 0};
    double lowest = INFINITY, highest = -INFINITY;

    if (least < BASELINE_MIN_RUNS)
        least = BASELINE_MIN_RUNS;
    for (size_t start = count; start-- > least;) {
        lowest = fmin(lowest, values[start]);
        highest = fmax(highest, values[start]);
        if (!may_start(mean_before(values, start), lowest, highest, rule->direction))
            continue;

        const int side = row_side(rule, values, start, count);

        if (side != 0)
            row = (struct row){.start = start, .side = side};
    }
    return row;
}

bool row_exceeded(const double *values, size_t count, double value, int side, double threshold,
                  double limit)
{
    for (size_t i = 0; i < count; i++) {
        const double room = fmax(limit, threshold / 100 * fabs(values[i]));

        if (side * (value - values[i]) <= room)
            return false;
    }
    return true;
}
