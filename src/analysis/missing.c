/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/missing.h"

#include <math.h>
#include <string.h>

/* Forward, then backward; a NaN that is a value is carried like any other. */
static void fill(const double *values, const unsigned char *missing, size_t n, double *out)
{
    size_t first = 0;

    while (first < n && missing[first])
        first++;
    for (size_t i = 0; i < first; i++)
        out[i] = first < n ? values[first] : (double)NAN;
    for (size_t i = first; i < n; i++)
        out[i] = missing[i] ? out[i - 1] : values[i];
}

size_t missing_apply(enum missing_way way, const double *values, const unsigned char *missing,
                     size_t n, double *out, size_t *origin)
{
    size_t kept = 0;

    if (way == MISSING_DROP) {
        for (size_t i = 0; i < n; i++) {
            if ((missing && missing[i]) || isnan(values[i]))
                continue;
            out[kept] = values[i];
            origin[kept++] = i;
        }
        return kept;
    }
    if (way == MISSING_FILL && missing) {
        fill(values, missing, n, out);
        return n;
    }
    if (n > 0)
        memcpy(out, values, n * sizeof *out);
    for (size_t i = 0; missing && i < n; i++)
        if (missing[i])
            out[i] = (double)NAN;
    return n;
}
