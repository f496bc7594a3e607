/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/standing.h"

#include <math.h>

double standing_key(const struct standing *standing, const struct edivisive_options *options,
                    bool is_first)
{
    const double pvalue = standing->numbers.pvalue;

    if (standing->deferred)
        return (double)NAN;
    if (pvalue >= options->max_pvalue)
        return pvalue;
    if (is_first && isnan(pvalue))
        return (double)INFINITY;

    const double magnitude = comparison_magnitude(&standing->numbers);

    if (magnitude <= options->min_magnitude)
        return -magnitude;
    return is_first && isnan(magnitude) ? 0.0 : (double)NAN;
}
