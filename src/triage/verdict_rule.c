/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Student's t at 1 - VERDICT_ALPHA for 1 to VERDICT_MAX_RUNS - 1 degrees of freedom. */
static const double quantiles[VERDICT_MAX_RUNS] = {
    NAN,    636.6192, 31.5991, 12.9240, 8.6103, 6.8688, 5.9588, 5.4079, 5.0413, 4.7809,
    4.5869, 4.4370,   4.3178,  4.2208,  4.1405, 4.0728, 4.0150, 3.9651, 3.9216, 3.8834,
    3.8495, 3.8193,   3.7921,  3.7676,  3.7454, 3.7251, 3.7066, 3.6896, 3.6739, 3.6594,
    3.6460, 3.6335,   3.6218,  3.6109,  3.6007, 3.5911, 3.5821, 3.5737, 3.5657, 3.5581,
    3.5510, 3.5442,   3.5377,  3.5316,  3.5258, 3.5203, 3.5150, 3.5099, 3.5051, 3.5004,
};

/* Of a normal distribution: standard deviation over median, and over mean, absolute deviation. */
#define MEDIAN_TO_SIGMA 1.4826
#define MEAN_TO_SIGMA 1.2533

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_doubles);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

static bool counts_things(const double *values, size_t count, double value)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (values[i] != floor(values[i]))
            return false;
        any = any || values[i] != 0;
    }
    return any || value == floor(value);
}

static double spread_of(const double *values, size_t count, double value, double mean,
                        double median)
{
    double away[VERDICT_MAX_RUNS];

    for (size_t i = 0; i < count; i++)
        away[i] = fabs(values[i] - median);

    const double by_mean = MEAN_TO_SIGMA * mean_of(away, count);
    const double by_median = MEDIAN_TO_SIGMA * median_of(away, count);
    double spread = by_median > 0 ? fmax(by_median, fmin(by_mean, 2 * by_median)) : by_mean;

    spread = fmax(spread, VERDICT_FLOOR * fabs(median));
    if (median == 0 && counts_things(values, count, value))
        spread = fmax(spread, sqrt(fabs(mean) + 1));
    return spread;
}

struct baseline baseline_of(const double *values, size_t count, double value)
{
    struct baseline baseline = {.runs = 0, .mean = NAN, .median = NAN, .spread = NAN, .limit = NAN};
    double sorted[VERDICT_MAX_RUNS];

    if (count > VERDICT_MAX_RUNS) {
        values += count - VERDICT_MAX_RUNS;
        count = VERDICT_MAX_RUNS;
    }
    if (count == 0)
        return baseline;
    memcpy(sorted, values, count * sizeof *values);
    baseline.runs = count;
    baseline.mean = mean_of(values, count);
    baseline.median = median_of(sorted, count);
    if (count < 2)
        return baseline;
    baseline.spread = spread_of(values, count, value, baseline.mean, baseline.median);
    if (count >= VERDICT_MIN_RUNS)
        baseline.limit = quantiles[count - 1] * baseline.spread * sqrt(1 + 1 / (double)count);
    return baseline;
}

double baseline_percent(const struct baseline *baseline, double value)
{
    if (baseline->runs == 0 || baseline->mean == 0)
        return NAN;
    return (value - baseline->mean) / fabs(baseline->mean) * 100;
}

double baseline_least_percent(const struct baseline *baseline, double threshold)
{
    if (baseline->runs < VERDICT_MIN_RUNS || baseline->mean == 0)
        return NAN;
    return fmax(threshold, baseline->limit / fabs(baseline->mean) * 100);
}

/* 1 or -1: worse on that side; 0: within the limits or better. */
static int worse_side(const struct baseline *baseline, double value, int direction,
                      double threshold)
{
    const double away = value - baseline->mean;
    const int side = away > 0 ? 1 : -1;

    /* Sums of huge values overflow: nothing can be said of them. */
    if (!isfinite(away) || !isfinite(baseline->limit))
        return 0;
    if (fabs(away) <= baseline->limit || fabs(away) <= threshold / 100 * fabs(baseline->mean))
        return 0;
    if ((direction == 1 || direction == -1) && side != direction)
        return 0;
    return side;
}

/* The side on which all of values[start, count) are worse than values[0, start), or 0. */
static int row_side(const double *values, size_t start, size_t count, int direction,
                    double threshold)
{
    const struct baseline baseline = baseline_of(values, start, values[start]);
    int side = 0;

    if (baseline.runs < VERDICT_MIN_RUNS)
        return 0;
    for (size_t i = start; i < count; i++) {
        const int here = worse_side(&baseline, values[i], direction, threshold);

        if (here == 0 || (i > start && here != side))
            return 0;
        side = here;
    }
    return side;
}

/* Where the unconfirmed change at the end begins; count: there is none. The earliest start that
 * holds: a later one would have some of the bad values in its baseline. */
static size_t row_start(const double *values, size_t count, int direction, double threshold)
{
    size_t start = count > VERDICT_MAX_RUNS ? count - VERDICT_MAX_RUNS : 0;

    if (start < VERDICT_MIN_RUNS)
        start = VERDICT_MIN_RUNS;
    while (start < count && row_side(values, start, count, direction, threshold) == 0)
        start++;
    return start < count ? start : count;
}

/* Is value beyond all of values[0, count), on this side, by threshold and limit? */
static bool worse_than_row(const double *values, size_t count, double value, int side,
                           double threshold, double limit)
{
    for (size_t i = 0; i < count; i++) {
        const double room = fmax(limit, threshold / 100 * fabs(values[i]));

        if (side * (value - values[i]) <= room)
            return false;
    }
    return true;
}

struct judgement judge_value(const double *values, size_t count, double value, int direction,
                             double threshold)
{
    const size_t start = row_start(values, count, direction, threshold);
    struct judgement judgement = {.baseline = baseline_of(values, start, value), .first = start};

    if (judgement.baseline.runs < VERDICT_MIN_RUNS) {
        judgement.deviation = DEVIATION_UNDECIDABLE;
        return judgement;
    }

    const int side = worse_side(&judgement.baseline, value, direction, threshold);

    if (side == 0)
        judgement.deviation = DEVIATION_NONE;
    else if (start < count && row_side(values, start, count, direction, threshold) == side &&
             !worse_than_row(values + start, count - start, value, side, threshold,
                             judgement.baseline.limit))
        judgement.deviation = DEVIATION_OLDER;
    else
        judgement.deviation = DEVIATION_WORSE;
    return judgement;
}
