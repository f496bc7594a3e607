/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/outlier.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/student.h"
#include "triage/baseline.h"
#include "triage/normal.h"

#define LEAST_SCORE 1.0 /* nearer ones are only counted */
#define FARTHEST 1e6    /* zeros but for one value have no spread */
#define TAIL_SHARE 10   /* a tenth of the scores is the tail, */
#define TAIL_MOST 50    /* but no more of them than this */
#define TAIL_PRIOR 5.0  /* excesses of mean 1 that are taken as seen */
#define TAIL_DEGREES 6.0

static double side_distance(double away, int direction)
{
    if (direction == 1)
        return away;
    return direction == -1 ? -away : fabs(away);
}

static double distance_of(const struct outlier *outlier, double value)
{
    const double distance = side_distance(value - outlier->median, outlier->direction);

    return distance == 0 ? 0 : fmin(FARTHEST, distance / outlier->spread);
}

/* Of sorted[0, count], without the one farthest from the median, whichever it is: so that neither
 * the new value nor a lone one before it widens the spread, and all are treated alike. */
static struct baseline most_typical(const double *sorted, size_t count, double value)
{
    const double median = (sorted[count / 2] + sorted[(count + 1) / 2]) / 2;
    const bool low = median - sorted[0] > sorted[count] - median;

    return baseline_of_sorted(sorted + (low ? 1 : 0), count, value);
}

static bool is_as_far(const struct outlier *outlier, double value)
{
    return distance_of(outlier, value) * outlier->stray >= outlier->distance;
}

/* Those that are as far out lie at the two ends. */
static size_t count_as_far_off(const struct outlier *outlier)
{
    size_t low = 0, high = outlier->count;

    while (high > 0 && is_as_far(outlier, outlier->values[high - 1]))
        high--;
    while (low < high && is_as_far(outlier, outlier->values[low]))
        low++;
    return low + outlier->count - high;
}

struct outlier outlier_of(const double *sorted, size_t count, double value, int direction,
                          double stray)
{
    struct outlier outlier = {
        .values = sorted, .count = count, .direction = direction, .stray = stray};
    double both[BASELINE_MAX_RUNS + 1];
    size_t at = count;

    for (; at > 0 && sorted[at - 1] > value; at--)
        both[at] = sorted[at - 1];
    both[at] = value;
    memcpy(both, sorted, at * sizeof *sorted);

    const struct baseline rest = most_typical(both, count, value);

    outlier.median = rest.median;
    outlier.spread = rest.spread;
    outlier.distance = distance_of(&outlier, value);
    outlier.score = normal_of_student(outlier.distance / stray, count - 1);
    outlier.as_far = count_as_far_off(&outlier);
    return outlier;
}

void outlier_pool_init(struct outlier_pool *pool, struct arena *arena, size_t values)
{
    *pool = (struct outlier_pool){.scores = ARENA_ARRAY(arena, double, values + 1)};
}

void outlier_pool_add(struct outlier_pool *pool, const struct outlier *outlier)
{
    for (size_t i = 0; i < outlier->count; i++) {
        const double distance = distance_of(outlier, outlier->values[i]);

        if (distance > LEAST_SCORE)
            pool->scores[pool->kept++] = normal_of_student(distance, outlier->count - 1);
    }
    pool->total += outlier->count;
}

static int compare_descending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return a > b ? -1 : a < b;
}

/* Minus the logarithm of the density of Student's t with TAIL_DEGREES, but for a constant. */
static double excess_of(double score)
{
    return TAIL_DEGREES / 2 * log1p(score * score / TAIL_DEGREES);
}

static double score_of(double excess)
{
    return sqrt(TAIL_DEGREES * expm1(2 / TAIL_DEGREES * excess));
}

void outlier_pool_close(struct outlier_pool *pool)
{
    size_t excesses = pool->total / TAIL_SHARE;
    double sum = 0;

    qsort(pool->scores, pool->kept, sizeof *pool->scores, compare_descending);
    excesses = excesses < 1 ? 1 : excesses > TAIL_MOST ? TAIL_MOST : excesses;
    if (excesses > pool->kept)
        excesses = pool->kept;
    pool->excesses = excesses;
    pool->start = excess_of(excesses < pool->kept ? pool->scores[excesses] : LEAST_SCORE);
    for (size_t i = 0; i < excesses; i++)
        sum += fmax(0, excess_of(pool->scores[i]) - pool->start);
    pool->mean = (sum + TAIL_PRIOR) / ((double)excesses + TAIL_PRIOR);
}

static double tail_pvalue(const struct outlier_pool *pool, double score)
{
    const double seen = (double)pool->excesses + TAIL_PRIOR;
    const double excess = fmax(0, excess_of(score) - pool->start);

    return ((double)pool->excesses + 1) / ((double)pool->total + 1) *
           pow(1 + excess / (seen * pool->mean), -seen);
}

static size_t count_as_far(const struct outlier_pool *pool, double score)
{
    size_t low = 0, high = pool->kept;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (pool->scores[middle] >= score)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double student_floor(const struct outlier *outlier)
{
    const double n = (double)outlier->count;
    const double t = outlier->distance / outlier->stray / sqrt(1 + 1 / n);
    const double both_sides = student_pvalue(t, outlier->count - 1);

    if (outlier->direction != 1 && outlier->direction != -1)
        return both_sides;
    return t > 0 ? both_sides / 2 : 1 - both_sides / 2;
}

double outlier_pvalue(const struct outlier_pool *pool, const struct outlier *outlier)
{
    double pvalue = student_floor(outlier);

    if (isnan(pvalue) || isnan(outlier->score))
        return NAN;
    if (outlier->as_far > 0)
        pvalue = fmax(pvalue, (double)(outlier->as_far + 1) / (double)(outlier->count + 1));
    if (outlier->score < LEAST_SCORE)
        return pvalue;

    const size_t as_far = count_as_far(pool, outlier->score);
    double of_pool = (double)(as_far + 1) / (double)(pool->total + 1);

    if (as_far == 0)
        of_pool = fmin(of_pool, tail_pvalue(pool, outlier->score));
    return fmax(pvalue, of_pool);
}

/* The score that has this p-value in the pool. */
static double critical_score(const struct outlier_pool *pool, double level)
{
    const double seen = (double)pool->excesses + TAIL_PRIOR;
    const double share = ((double)pool->excesses + 1) / ((double)pool->total + 1);
    const double largest = pool->kept > 0 ? pool->scores[0] : LEAST_SCORE;
    const double ranks = level * ((double)pool->total + 1);

    if (ranks >= 1) {
        const size_t as_far = (size_t)fmin(ranks - 1, (double)pool->kept);

        return as_far < pool->kept ? pool->scores[as_far] : LEAST_SCORE;
    }
    const double excess = seen * pool->mean * (pow(share / level, 1 / seen) - 1);

    return fmax(largest, score_of(pool->start + fmax(0, excess)));
}

double outlier_critical(const struct outlier_pool *pool, const struct outlier *outlier,
                        double level)
{
    const size_t df = outlier->count - 1;
    const double by_pool = normal_to_student(critical_score(pool, level), df);
    const double sides = outlier->direction == 1 || outlier->direction == -1 ? 1 : 2;
    const double by_student =
        normal_to_student(normal_deviate(level / sides), df) * sqrt(1 + 1 / (double)outlier->count);
    const double own = fmax(distance_of(outlier, outlier->values[0]),
                            distance_of(outlier, outlier->values[outlier->count - 1]));

    return fmax(fmax(0, own), fmax(by_pool, by_student)) * outlier->stray * outlier->spread;
}
