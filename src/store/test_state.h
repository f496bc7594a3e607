/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_state.h - the revision of a test: has anything changed that its verdicts are made from?
 *
 * Every transaction that changes points, runs, change points, acknowledgements, limits or
 * exclusions of a test touches it, last of all: the row stays locked until the commit. What was
 * computed in a snapshot that shows revision r is current for as long as the table shows r. */
#ifndef RIGEL_STORE_TEST_STATE_H
#define RIGEL_STORE_TEST_STATE_H

#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

MUST_CHECK bool store_test_touch(struct store_connection *connection, int64_t test_id,
                                 struct error *err);
/* For what may concern any test. */
MUST_CHECK bool store_tests_touch_all(struct store_connection *connection, struct error *err);

#endif
