/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repetition.h - p-values of repetitions of one run put together, and how many it would take.
 *
 * The repetitions' p-values become normal deviates, and their sum is judged (Stouffer 1949), with a
 * variance that allows for what they share: the same baseline, whose mean is uncertain by 1/n, and
 * autocorrelation. Each p-value has its tail dealt with already, so one wild repetition alone
 * cannot decide. */
#ifndef RIGEL_TRIAGE_REPETITION_H
#define RIGEL_TRIAGE_REPETITION_H

#include <stddef.h>

#define REPETITION_MOST 10 /* runs anyone is asked for */

/* What repetitions share, [0, 1): correlation of two of `count` against a baseline of `runs`. */
double repetition_shared(size_t count, size_t runs, double coefficient);

/* Of pvalues[0, count), each in [0, 1], one-sided; count > 0. */
double repetition_pvalue(const double *pvalues, size_t count, double shared);

/* Repetitions, each with this p-value, that it takes to reach level: 1 to REPETITION_MOST, which
 * also stands for more. */
size_t repetition_needed(double pvalue, double level, size_t runs, double coefficient);

#endif
