/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/row.h"

#include <math.h>

#include "triage/normal.h"

void row_fill_quantiles(double quantiles[BASELINE_MAX_RUNS + 1], double level)
{
    const double deviate = normal_deviate(level);

    for (size_t n = 0; n <= BASELINE_MAX_RUNS; n++)
        quantiles[n] = n < BASELINE_MIN_RUNS ? INFINITY : normal_to_student(deviate, n - 1);
}

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

/* Whether a row could begin here, told cheaply: all of it is beyond the threshold, on one side of
 * the mean before. */
static bool may_start(const struct row_rule *rule, double mean, double lowest, double highest)
{
    const double room = rule->threshold / 100 * fabs(mean);

    if (rule->direction == 1)
        return lowest > mean + room;
    if (rule->direction == -1)
        return highest < mean - room;
    return lowest > mean + room || highest < mean - room;
}

/* The mean of the newest BASELINE_MAX_RUNS of values[0, start), while start goes down. */
struct mean_before {
    const double *values;
    size_t start;
    double sum, slack; /* slack: more than rounding can have made of the sum */
};

static size_t count_before(size_t start)
{
    return start < BASELINE_MAX_RUNS ? start : BASELINE_MAX_RUNS;
}

static struct mean_before mean_before_of(const double *values, size_t start)
{
    struct mean_before mean = {.values = values, .start = start};
    const size_t count = count_before(start);

    for (size_t i = start - count; i < start; i++) {
        mean.sum += values[i];
        mean.slack = fmax(mean.slack, 1e-9 * fabs(values[i]));
    }
    return mean;
}

static double mean_before_next(struct mean_before *mean)
{
    const size_t start = --mean->start;

    mean->sum -= mean->values[start];
    if (start >= BASELINE_MAX_RUNS) {
        mean->sum += mean->values[start - BASELINE_MAX_RUNS];
        mean->slack = fmax(mean->slack, 1e-9 * fabs(mean->values[start - BASELINE_MAX_RUNS]));
    }
    return mean->sum / (double)count_before(start);
}

struct row row_find(const struct row_rule *rule, const double *values, size_t count)
{
    const size_t oldest = count > BASELINE_MAX_RUNS ? count - BASELINE_MAX_RUNS : 0;
    const size_t least = oldest < BASELINE_MIN_RUNS ? BASELINE_MIN_RUNS : oldest;
    struct mean_before before = mean_before_of(values, count);
    struct row row = {.start = count, .side = 0};
    double lowest = INFINITY, highest = -INFINITY;

    for (size_t start = count; start-- > least;) {
        const double mean = mean_before_next(&before);

        lowest = values[start] < lowest ? values[start] : lowest;
        highest = values[start] > highest ? values[start] : highest;
        if (!may_start(rule, mean, lowest + before.slack, highest - before.slack))
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
