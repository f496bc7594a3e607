/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/comparison.h"

#include <math.h>

#include "analysis/student.h"

double comparison_t(const struct moments *before, size_t n1, const struct moments *after, size_t n2)
{
    const double v1 = n1 == 1 ? 0.0 : before->stddev * before->stddev;
    const double v2 = n2 == 1 ? 0.0 : after->stddev * after->stddev;
    const double df = (double)(n1 + n2 - 2);
    const double pooled = ((double)(n1 - 1) * v1 + (double)(n2 - 1) * v2) / df;
    const double spread = sqrt(pooled * (1.0 / (double)n1 + 1.0 / (double)n2));

    return (before->mean - after->mean) / spread;
}

struct comparison comparison_from(struct moments before, size_t n1, struct moments after, size_t n2)
{
    struct comparison result = {before, after, 1.0};

    if (n1 + n2 > 2)
        result.pvalue =
            student_pvalue(comparison_t(&result.before, n1, &result.after, n2), n1 + n2 - 2);
    return result;
}

struct comparison comparison_of(const double *values, size_t left, size_t middle, size_t right,
                                bool skipping)
{
    struct moments (*const moments)(const double *, size_t) =
        skipping ? segment_moments_skipping : segment_moments;
    const size_t n1 = middle - left, n2 = right - middle;

    return comparison_from(moments(values + left, n1), n1, moments(values + middle, n2), n2);
}

double relative_change(double before, double after)
{
    return before == 0.0 ? 0.0 : after / before - 1.0;
}

double comparison_magnitude(const struct comparison *comparison)
{
    const double forward = fabs(relative_change(comparison->before.mean, comparison->after.mean));
    const double backward = fabs(relative_change(comparison->after.mean, comparison->before.mean));

    /* Not fmax, which would lose a NaN of the first. */
    return backward > forward ? backward : forward;
}
