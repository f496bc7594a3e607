/* SPDX-License-Identifier: GPL-3.0-or-later */
/* definition_compare.h - what of a test's definition changed so that its documents mean other runs
 * or other values.
 *
 * Thresholds, directions and the like are settings: what they change follows from stored points.
 * A condition, a field or an aggregation is not: nobody knows the values before the documents were
 * read again. Pure. */
#ifndef RIGEL_CONFIG_DEFINITION_COMPARE_H
#define RIGEL_CONFIG_DEFINITION_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "config/test.h"

struct definition_difference {
    const char *column; /* of one metric's values, as in struct metric; NULL: of the whole test */
    const char *key;    /* of the definition: "runs", "source", "aggregation", "must", ... */
};

/* before: the JSON of an earlier definition of the test. The keys of the test first, then the
 * columns that both have, in the order of the file. JSON that cannot be read counts as {}. */
size_t definition_compare(struct arena *arena, const char *before, const struct test *after,
                          const struct definition_difference **ret_differences);

#endif
