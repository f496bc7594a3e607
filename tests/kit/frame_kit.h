/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frame_kit.h - frames for tests: rows with made-up runs, columns out of a few letters or numbers.
 */
#ifndef RIGEL_TESTS_KIT_FRAME_KIT_H
#define RIGEL_TESTS_KIT_FRAME_KIT_H

#include <stddef.h>

#include "base/arena.h"
#include "config/test.h"
#include "orion/frame.h"

/* Runs u000, u001, ... a day apart, of the versions 4.19.0, 4.19.1, ... Room for 16 columns. */
struct frame *frame_kit_new(struct arena *arena, const struct test *test, size_t rows);

struct cell frame_kit_missing(void);
struct cell frame_kit_bool(bool value);
struct cell frame_kit_integer(long long value);
struct cell frame_kit_real(double value); /* NaN: missing */
struct cell frame_kit_text(const char *text);

/* Adds a column; cells (one a row) are copied. Gives its number. */
size_t frame_kit_add(struct frame *frame, const char *name, enum column_role role,
                     const struct metric *metric, const struct cell *cells);
/* The same of numbers: a NaN is missing. */
size_t frame_kit_add_numbers(struct frame *frame, const char *name, const struct metric *metric,
                             const double *numbers);

#endif
