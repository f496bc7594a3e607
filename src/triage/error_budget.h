/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error_budget.h - which of many p-values count, so that the run as a whole keeps its budget.
 *
 * Benjamini and Hochberg 1995 (J. R. Statist. Soc. B 57): of m p-values in ascending order, those
 * up to the largest k with p(k) <= budget * k / m count. Where nothing has changed, the share of
 * runs in which any of them counts is the budget (Simes 1986), at most so when metrics move
 * together (Benjamini and Yekutieli 2001). */
#ifndef RIGEL_TRIAGE_ERROR_BUDGET_H
#define RIGEL_TRIAGE_ERROR_BUDGET_H

#include <stddef.h>

/* A p-value at or below the result counts. Where none does, budget / count: what the smallest would
 * have had to reach. pvalues are finite and get sorted; count 0 gives budget. */
double error_budget_level(double *pvalues, size_t count, double budget);

#endif
