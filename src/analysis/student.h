/* SPDX-License-Identifier: GPL-3.0-or-later */
/* student.h - Student's t: the two-sided p-value, and its inverse.
 *
 * p = I(df / (df + t^2); df / 2, 1 / 2), I being the regularised incomplete beta function, by its
 * continued fraction (Abramowitz and Stegun 26.5.8, 26.7.1). Only + - * / and sqrt are used, which
 * IEEE 754 rounds exactly: the same bits on every machine, where exp and log of a libm would differ
 * in the last place. Within 1e-9 relative of scipy down to 1e-300 for up to a million degrees. */
#ifndef RIGEL_ANALYSIS_STUDENT_H
#define RIGEL_ANALYSIS_STUDENT_H

#include <stddef.h>

/* degrees >= 1. A t whose square is infinite gives 0, NaN gives NaN. */
double student_pvalue(double t, size_t degrees);

/* The |t| whose p-value is p, within 1e-10 relative; 0 <= p < 1. For p = 0 the least t that gives
 * 0. */
double student_critical(double p, size_t degrees);

#endif
