/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/drift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/theil_sen.h"

struct piece {
    const double *values;
    size_t count;
    double slope, pairs;
};

static int by_number(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double slope_of(struct arena *arena, const double *values, size_t count)
{
    struct timed_value *timed = ARENA_ARRAY(arena, struct timed_value, 3 * count);

    for (size_t i = 0; i < count; i++)
        timed[i] = (struct timed_value){(int64_t)i, values[i]};
    return theil_sen(timed, count, 1, timed + count);
}

static int by_slope(const void *left, const void *right)
{
    return by_number(&((const struct piece *)left)->slope, &((const struct piece *)right)->slope);
}

static double weighted_median(struct piece *pieces, size_t count)
{
    double all = 0, below = 0;

    qsort(pieces, count, sizeof *pieces, by_slope);
    for (size_t i = 0; i < count; i++)
        all += pieces[i].pairs;
    for (size_t i = 0; i + 1 < count; i++) {
        below += pieces[i].pairs;
        if (below == all / 2)
            return pieces[i].slope / 2 + pieces[i + 1].slope / 2;
        if (below > all / 2)
            return pieces[i].slope;
    }
    return pieces[count - 1].slope;
}

/* Rises less falls among all pairs. */
static double score_of(const struct piece *piece)
{
    double score = 0;

    for (size_t j = 1; j < piece->count; j++)
        for (size_t i = 0; i < j; i++)
            score += (piece->values[j] > piece->values[i]) - (piece->values[j] < piece->values[i]);
    return score;
}

static double variance_of(struct arena *arena, const struct piece *piece)
{
    const double n = (double)piece->count;
    double *sorted = ARENA_ARRAY(arena, double, piece->count);
    double sum = n * (n - 1) * (2 * n + 5);

    memcpy(sorted, piece->values, piece->count * sizeof *sorted);
    qsort(sorted, piece->count, sizeof *sorted, by_number);
    for (size_t i = 0, next; i < piece->count; i = next) {
        for (next = i + 1; next < piece->count && sorted[next] == sorted[i];)
            next++;
        const double t = (double)(next - i);
        sum -= t * (t - 1) * (2 * t + 5);
    }
    return sum / 18;
}

/* How many times wider the score of n values strays where they are correlated. */
static double widening_of(size_t count, double coefficient)
{
    const double n = (double)count;
    double sum = 0, power = 1;

    for (size_t lag = 1; lag < count && coefficient > 0; lag++) {
        const double left = n - (double)lag;
        power *= coefficient;
        /* Of ranks: Kendall 1948. */
        sum += left * (left - 1) * (left - 2) * 6 / 3.14159265358979323846 * asin(power / 2);
    }
    return 1 + 2 * sum / (n * (n - 1) * (n - 2));
}

/* Sums over the residuals of one piece: neighbours multiplied, and squares. */
static void add_residuals(struct arena *arena, const struct piece *piece, double slope,
                          double *neighbours, double *squares)
{
    double *rest = ARENA_ARRAY(arena, double, piece->count), mean = 0;

    for (size_t i = 0; i < piece->count; i++) {
        rest[i] = piece->values[i] - slope * (double)i;
        mean += rest[i] / (double)piece->count;
    }
    for (size_t i = 0; i < piece->count; i++) {
        rest[i] -= mean;
        *squares += rest[i] * rest[i];
        if (i > 0)
            *neighbours += rest[i] * rest[i - 1];
    }
}

static double coefficient_of(struct arena *arena, const struct piece *pieces,
                             const struct drift *drift)
{
    const double segments = (double)drift->segments, n = (double)drift->values;
    double neighbours = 0, squares = 0;

    for (size_t i = 0; i < drift->segments; i++)
        add_residuals(arena, &pieces[i], drift->slope, &neighbours, &squares);
    if (squares <= 0)
        return 0;
    const double raw = neighbours / squares;
    const double freed = (raw + 2 * segments / n) / (1 - 4 * segments / n);
    /* It is itself uncertain; too small a one would let noise pass for drift. */
    const double used = freed + sqrt((1 - raw * raw) / n);
    return fmin(fmax(used, 0), 0.95);
}

static double pvalue_of(struct arena *arena, const struct piece *pieces, const struct drift *drift)
{
    double score = 0, variance = 0;

    for (size_t i = 0; i < drift->segments; i++) {
        score += score_of(&pieces[i]);
        variance +=
            variance_of(arena, &pieces[i]) * widening_of(pieces[i].count, drift->coefficient);
    }
    if (variance <= 0)
        return 1;
    return erfc(fmax(fabs(score) - 1, 0) / sqrt(2 * variance));
}

struct drift drift_of(struct arena *arena, const double *values, size_t count, const size_t *starts,
                      size_t segments)
{
    struct piece *pieces = ARENA_ARRAY(arena, struct piece, segments + 1);
    struct drift drift = {.slope = NAN, .coefficient = 0, .pvalue = NAN};

    for (size_t i = 0; i < segments; i++) {
        const size_t end = i + 1 < segments ? starts[i + 1] : count, n = end - starts[i];
        if (n < DRIFT_LEAST)
            continue;
        pieces[drift.segments++] = (struct piece){.values = values + starts[i],
                                                  .count = n,
                                                  .slope = slope_of(arena, values + starts[i], n),
                                                  .pairs = (double)n * (double)(n - 1) / 2};
        drift.values += n;
    }
    if (drift.segments == 0)
        return drift;
    drift.slope = weighted_median(pieces, drift.segments);
    drift.coefficient = coefficient_of(arena, pieces, &drift);
    drift.pvalue = pvalue_of(arena, pieces, &drift);
    return drift;
}
