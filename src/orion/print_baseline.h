/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_baseline.h - the mean of a column over the runs before the first change of any column, or
 * over all runs where there is no change: what pull requests are compared with. */
#ifndef RIGEL_ORION_PRINT_BASELINE_H
#define RIGEL_ORION_PRINT_BASELINE_H

#include <stddef.h>

#include "orion/judge.h"

/* NAN: no value among them. */
double baseline_mean(const struct orion_verdict *verdict, size_t column);

#endif
