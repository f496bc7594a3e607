/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/baseline.h"

#include <math.h>
#include <string.h>

/* Of a normal distribution: standard deviation over median, and over mean, absolute deviation. */
#define MEDIAN_TO_SIGMA 1.4826
#define MEAN_TO_SIGMA 1.2533

enum { SORT_RUNS = 16 }; /* a power of 2 */

/* No step depends on a comparison by a jump: values without order would mislead every other one. */
static void sort_run(const double *run, size_t count, double *ret_sorted)
{
    for (size_t i = 0; i < count; i++) {
        size_t rank = 0;

        for (size_t j = 0; j < i; j++)
            rank += run[j] <= run[i] ? 1 : 0;
        for (size_t j = i + 1; j < count; j++)
            rank += run[j] < run[i] ? 1 : 0;
        ret_sorted[rank] = run[i];
    }
}

/* Two sorted halves of `half` values: the lower half of them from the front, the upper half from
 * the back. Neither end can run out, and the processor works on both at once. */
static void merge_halves(const double *from, size_t half, double *ret_merged)
{
    size_t left = 0, right = half, left_last = half - 1, right_last = 2 * half - 1;

    for (size_t i = 0; i < half; i++) {
        const double a = from[left], b = from[right], y = from[left_last], z = from[right_last];
        const size_t by_right = b < a, by_left = z < y;

        ret_merged[i] = b < a ? b : a;
        ret_merged[2 * half - 1 - i] = z < y ? y : z;
        right += by_right;
        left += by_right ^ 1;
        left_last -= by_left;
        right_last -= by_left ^ 1;
    }
}

void baseline_sort(double *values, size_t count)
{
    double first[BASELINE_MAX_RUNS + SORT_RUNS], second[BASELINE_MAX_RUNS + SORT_RUNS];
    const size_t run = (count + SORT_RUNS - 1) / SORT_RUNS, padded = run * SORT_RUNS;
    double *from = first, *to = second;

    if (count == 0)
        return;
    memcpy(to, values, count * sizeof *values);
    for (size_t i = count; i < padded; i++)
        to[i] = INFINITY;
    for (size_t at = 0; at < padded; at += run)
        sort_run(to + at, run, from + at);
    for (size_t half = run; half < padded; half *= 2) {
        for (size_t at = 0; at < padded; at += 2 * half)
            merge_halves(from + at, half, to + at);

        double *const merged = to;

        to = from;
        from = merged;
    }
    memcpy(values, from, count * sizeof *values);
}

double baseline_mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : NAN;
}

static double median_of_sorted(const double *sorted, size_t count)
{
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/* The farthest are at the two ends, so they can be taken off one by one down to the middle. */
static double median_away(const double *sorted, size_t count, double centre)
{
    size_t low = 0, high = count - 1;
    double last = 0, before = 0;

    for (size_t taken = 0; taken <= count / 2; taken++) {
        const double below = centre - sorted[low], above = sorted[high] - centre;

        const size_t is_below = below > above ? 1 : 0;

        before = last;
        last = is_below ? below : above;
        low += is_below;
        high -= 1 - is_below;
    }
    return count % 2 == 1 ? last : (before + last) / 2;
}

static double mean_away(const double *values, size_t count, double centre)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += fabs(values[i] - centre);
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

static double spread_of(const double *sorted, size_t count, double value, double mean,
                        double median)
{
    const double by_mean = MEAN_TO_SIGMA * mean_away(sorted, count, median);
    const double by_median = MEDIAN_TO_SIGMA * median_away(sorted, count, median);
    double spread = by_median > 0 ? fmax(by_median, fmin(by_mean, 2 * by_median)) : by_mean;

    spread = fmax(spread, BASELINE_FLOOR * fabs(median));
    if (median == 0 && counts_things(sorted, count, value))
        spread = fmax(spread, sqrt(fabs(mean) + 1));
    return spread;
}

struct baseline baseline_of_sorted(const double *sorted, size_t count, double value)
{
    struct baseline baseline = {
        .runs = count, .mean = NAN, .median = NAN, .spread = NAN, .limit = NAN};

    if (count == 0)
        return baseline;
    baseline.mean = baseline_mean_of(sorted, count);
    baseline.median = median_of_sorted(sorted, count);
    if (count >= 2)
        baseline.spread = spread_of(sorted, count, value, baseline.mean, baseline.median);
    return baseline;
}

struct baseline baseline_of(const double *values, size_t count, double value)
{
    double sorted[BASELINE_MAX_RUNS];

    if (count > BASELINE_MAX_RUNS) {
        values += count - BASELINE_MAX_RUNS;
        count = BASELINE_MAX_RUNS;
    }
    if (count > 0)
        memcpy(sorted, values, count * sizeof *values);
    baseline_sort(sorted, count);
    return baseline_of_sorted(sorted, count, value);
}

double baseline_percent(const struct baseline *baseline, double value)
{
    if (baseline->runs == 0 || baseline->mean == 0)
        return NAN;
    return (value - baseline->mean) / fabs(baseline->mean) * 100;
}

double baseline_least_percent(const struct baseline *baseline, double threshold)
{
    if (baseline->runs < BASELINE_MIN_RUNS || baseline->mean == 0 || isnan(baseline->limit))
        return NAN;
    return fmax(threshold, baseline->limit / fabs(baseline->mean) * 100);
}
