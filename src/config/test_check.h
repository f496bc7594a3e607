/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_check.h - what must hold between the metrics of one test. Inside config. */
#ifndef RIGEL_CONFIG_TEST_CHECK_H
#define RIGEL_CONFIG_TEST_CHECK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/strmap.h"
#include "config/faults.h"
#include "config/test.h"

/* Refuses two metrics of the same name and aggregation (or field), as Orion does, and two that
 * share a column. Warns of a correlation with a column that is not there. */
MUST_CHECK bool test_check(struct arena *arena, const struct test *test, struct faults *faults);
/* What Orion refuses: two metrics of the same test name, name and aggregation (or field), whichever
 * tests they stand in. identities: kept over the tests of a file. */
MUST_CHECK bool test_check_orion(struct arena *arena, struct strmap *identities,
                                 const struct test *test, struct faults *faults);

#endif
