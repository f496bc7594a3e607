/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moving_mean.h - the mean of the last `window` values, with the rounding of pandas' rolling mean.
 *
 * Values are added to and taken from one running sum with compensation (Kahan), each way with its
 * own; a window of equal values has just that value as its mean. */
#ifndef RIGEL_ANALYSIS_MOVING_MEAN_H
#define RIGEL_ANALYSIS_MOVING_MEAN_H

#include <stddef.h>

/* values[0], values[stride], ... (n of them, all finite) to means in the same places. NaN before
 * the window is full, everywhere for a window of 0. */
void moving_mean(const double *values, size_t n, size_t stride, size_t window, double *means);

#endif
