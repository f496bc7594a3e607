/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/repetition.h"

#include <math.h>

#include "triage/autocorrelation.h"
#include "triage/normal.h"

double repetition_shared(size_t count, size_t runs, double coefficient)
{
    const double mean =
        autocorrelation_inflation(coefficient, runs) / (double)(runs > 0 ? runs : 1);
    const double baseline = mean / (1 + mean);
    double row = 0;

    if (count > 1)
        row = (autocorrelation_inflation(coefficient, count) - 1) / (double)(count - 1);
    return fmin(0.99, baseline + (1 - baseline) * row);
}

static double sum_pvalue(double sum, size_t count, double shared)
{
    const double n = (double)count;

    return normal_tail(sum / sqrt(n + n * (n - 1) * shared));
}

double repetition_pvalue(const double *pvalues, size_t count, double shared)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += normal_deviate(pvalues[i]);
    return sum_pvalue(sum, count, shared);
}

size_t repetition_needed(double pvalue, double level, size_t runs, double coefficient)
{
    const double deviate = normal_deviate(pvalue);
    size_t count = 1;

    while (count < REPETITION_MOST &&
           sum_pvalue((double)count * deviate, count, repetition_shared(count, runs, coefficient)) >
               level)
        count++;
    return count;
}
