/* SPDX-License-Identifier: GPL-3.0-or-later */
/* golden.h - the peers' answers of tests/data/golden, and the bounds of its README. */
#ifndef RIGEL_TESTS_KIT_GOLDEN_H
#define RIGEL_TESTS_KIT_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "analysis/analysis.h"

/* tests/data/golden/<name>, the caller's to json_decref; fails the test if it cannot be read. */
json_t *golden_read(const char *name);

/* A number, or one of the strings "nan", "inf", "-inf". */
double golden_number(const json_t *value);

struct golden_series {
    double *values;
    unsigned char *missing; /* marks the nulls */
    size_t n;
};
struct golden_series golden_series(const json_t *values);
void golden_series_done(struct golden_series *series);

struct edivisive_options golden_options(const json_t *options);

/* NaN equals NaN, infinities are exact, otherwise within the relative bound or the absolute one. */
bool golden_close(double got, double wanted, double relative, double absolute);

/* golden_close of got and the field of a golden object, which may be absent. Prints what differs.
 */
bool golden_field_close(const char *name, const json_t *wanted, const char *field, double got);

/* got[0, count) against an array of indexes. */
bool golden_indexes_equal(const json_t *wanted, const size_t *got, size_t count);

#endif
