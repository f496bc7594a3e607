/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/merge.h"

#include <string.h>

void weak_point_compare(struct weak_point *points, size_t count, size_t i, const double *values,
                        size_t n, bool skipping)
{
    const size_t left = i > 0 ? points[i - 1].index : 0;
    const size_t right = i + 1 < count ? points[i + 1].index : n;

    points[i].numbers = comparison_of(values, left, points[i].index, right, skipping);
}

/* The scans keep the first of equals; a NaN wins only as the first of all. */
static size_t largest_pvalue(const struct weak_point *points, size_t count)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++)
        if (points[i].numbers.pvalue > points[best].numbers.pvalue)
            best = i;
    return best;
}

static size_t smallest_magnitude(const struct weak_point *points, size_t count,
                                 double *ret_magnitude)
{
    size_t best = 0;
    double least = comparison_magnitude(&points[0].numbers);

    for (size_t i = 1; i < count; i++) {
        const double magnitude = comparison_magnitude(&points[i].numbers);

        if (magnitude < least) {
            best = i;
            least = magnitude;
        }
    }
    *ret_magnitude = least;
    return best;
}

size_t merge_points(struct weak_point *points, size_t count, const double *values, size_t n,
                    bool skipping, const struct edivisive_options *options)
{
    while (count > 0) {
        size_t weakest = largest_pvalue(points, count);

        if (points[weakest].numbers.pvalue < options->max_pvalue) {
            double magnitude;

            weakest = smallest_magnitude(points, count, &magnitude);
            if (magnitude > options->min_magnitude)
                break;
        }
        count--;
        memmove(points + weakest, points + weakest + 1, (count - weakest) * sizeof *points);
        for (size_t i = weakest; i < count && i < weakest + 2; i++)
            weak_point_compare(points, count, i, values, n, skipping);
    }
    return count;
}
