/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "analysis/analysis.h"
#include "analysis/segment.h"

/* Orion's rule for a mean so small that a percentage says nothing. */
static const double tiny = 1e-12;

static bool reported(double mean, double value, int direction)
{
    const double delta = value - mean;

    if (direction == 0)
        return true;
    if (fabs(mean) < tiny)
        return fabs(delta) > tiny && delta * direction > 0;
    return delta / mean * 100 * direction > 0;
}

enum analysis_status percent_run(const double *values, size_t n, int direction,
                                 struct percent_result *ret_result)
{
    if (n == 0)
        return ANALYSIS_RANGE;

    const double value = values[n - 1];

    if (n == 1) {
        *ret_result = (struct percent_result){(double)NAN, value, (double)NAN, false};
        return ANALYSIS_OK;
    }

    const double mean = segment_moments_skipping(values, n - 1).mean;

    *ret_result = (struct percent_result){
        .mean_before = mean,
        .value = value,
        .percent = (value - mean) / mean * 100,
        .reported = reported(mean, value, direction),
    };
    return ANALYSIS_OK;
}
