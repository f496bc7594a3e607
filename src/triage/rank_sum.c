/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/rank_sum.h"

#include <math.h>

/* Values equal to value at the front. */
static size_t run_length(const double *sorted, size_t count, double value)
{
    size_t length = 0;

    while (length < count && sorted[length] == value)
        length++;
    return length;
}

double rank_sum_pvalue(const double *left, size_t left_count, const double *right,
                       size_t right_count)
{
    const double m = (double)left_count, n = (double)right_count, all = m + n;
    double rank = 0, sum = 0, ties = 0;

    for (size_t i = 0, k = 0; i < left_count || k < right_count;) {
        const double value =
            k == right_count || (i < left_count && left[i] <= right[k]) ? left[i] : right[k];
        const size_t of_left = run_length(left + i, left_count - i, value);
        const size_t of_right = run_length(right + k, right_count - k, value);
        const double tied = (double)(of_left + of_right);
        sum += (double)of_left * (rank + (tied + 1) / 2);
        ties += tied * (tied * tied - 1);
        rank += tied;
        i += of_left;
        k += of_right;
    }
    const double variance = m * n / 12 * (all + 1 - ties / (all * (all - 1)));
    const double away = fmax(fabs(sum - m * (all + 1) / 2) - 0.5, 0);
    return variance > 0 ? erfc(away / sqrt(2 * variance)) : 1;
}
