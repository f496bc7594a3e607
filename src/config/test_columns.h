/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_columns.h - the columns of a test that are analysed: what the service makes a series of
 * each.
 */
#ifndef RIGEL_CONFIG_TEST_COLUMNS_H
#define RIGEL_CONFIG_TEST_COLUMNS_H

#include "base/arena.h"
#include "config/test.h"

struct test_column {
    const struct metric *metric;
    const char *name;
};

/* In the order of the file, which is the order of the series; those of `type: metadata` and of a
 * group_by whose values are not known yet are left out. Into arena, the rest is the test's. */
size_t test_columns(struct arena *arena, const struct test *test,
                    const struct test_column **ret_columns);

#endif
