/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rank_sum.h - do two samples come from one distribution? Wilcoxon's rank sum (Mann and Whitney
 * 1947), two-sided, by the normal approximation with corrections for ties and for continuity, which
 * errs to the safe side far out: for RANK_SUM_MIN_RUNS and more on each side. */
#ifndef RIGEL_TRIAGE_RANK_SUM_H
#define RIGEL_TRIAGE_RANK_SUM_H

#include <stddef.h>

#define RANK_SUM_MIN_RUNS 8

/* Both ascending and finite, neither empty. 1 where all values are equal. */
double rank_sum_pvalue(const double *left, size_t left_count, const double *right,
                       size_t right_count);

#endif
