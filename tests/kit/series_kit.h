/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_kit.h - series of all the kinds that have ever mattered to rounding, the same every run.
 */
#ifndef RIGEL_TESTS_KIT_SERIES_KIT_H
#define RIGEL_TESTS_KIT_SERIES_KIT_H

#include <stddef.h>
#include <stdint.h>

enum { SERIES_KINDS = 18 };

/* xorshift64*; *state is not 0. */
uint64_t series_draw(uint64_t *state);

/* The value at i of a series of this kind, 0 to SERIES_KINDS - 1; *level is 0 at first. */
double series_value(unsigned kind, size_t i, double *level, uint64_t *state);

#endif
