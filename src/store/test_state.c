/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/test_state.h"

bool store_test_touch(struct store_connection *connection, int64_t test_id, struct error *err)
{
    return STORE_RUN(connection, QUERY_STORE_TOUCH_TEST, NULL, err, P_INT(test_id));
}

bool store_tests_touch_all(struct store_connection *connection, struct error *err)
{
    return store_run(connection, QUERY_STORE_TOUCH_ALL_TESTS, NULL, 0, NULL, err);
}
