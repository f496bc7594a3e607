/* SPDX-License-Identifier: GPL-3.0-or-later */
/* missing.h - the three ways to treat missing values, before the search. */
#ifndef RIGEL_ANALYSIS_MISSING_H
#define RIGEL_ANALYSIS_MISSING_H

#include <stddef.h>

#include "analysis/analysis.h"

/* Writes the series to search to out (room for n) and returns its length, which is n but for
 * MISSING_DROP. origin[i] (room for n; used by MISSING_DROP only, may be NULL otherwise) is the
 * place that out[i] had in values. missing may be NULL: none is marked. */
size_t missing_apply(enum missing_way way, const double *values, const unsigned char *missing,
                     size_t n, double *out, size_t *origin);

#endif
