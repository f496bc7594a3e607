/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history.h - numbered series in which levels change: what detectors are compared on.
 *
 * Ten kinds of noise times eight shapes, in turns; lengths 5 to 600, levels 1e-5 to 1e8 of either
 * sign, a part coarsely rounded, a part with gaps. Values are rounded far above the last digit, so
 * that every C library makes the same ones. Equal numbers give equal series. */
#ifndef RIGEL_TESTS_KIT_HISTORY_H
#define RIGEL_TESTS_KIT_HISTORY_H

#include <stddef.h>
#include <stdint.h>

enum { HISTORY_MOST = 600 };

/* Values written to values[0, HISTORY_MOST); a gap is a NaN. Returns how many. */
size_t history_make(uint64_t number, double *values);

#endif
