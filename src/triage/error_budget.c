/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/error_budget.h"

#include <stdlib.h>

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

double error_budget_level(double *pvalues, size_t count, double budget)
{
    const double share = budget / (double)(count > 0 ? count : 1);

    qsort(pvalues, count, sizeof *pvalues, compare_doubles);
    for (size_t k = count; k > 1; k--)
        if (pvalues[k - 1] <= share * (double)k)
            return share * (double)k;
    return share;
}
