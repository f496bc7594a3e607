/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void waits_double_up_to_the_most_and_are_spread_over_their_upper_half(void **state)
{
    (void)state;
    assert_int_equal(backoff_wait_us(1000, 1, 0, 0), 500);
    assert_int_equal(backoff_wait_us(1000, 1, 0, 500), 1000);
    assert_int_equal(backoff_wait_us(1000, 4, 0, 0), 4000);
    assert_int_equal(backoff_wait_us(1000, 4, 0, 4000), 8000);
    assert_int_equal(backoff_wait_us(1000, UINT32_MAX, 0, 0), BACKOFF_MOST_US / 2);
    for (uint64_t random = 0; random < 5000; random++) {
        assert_true(backoff_wait_us(1000, 2, 0, random) >= 1000);
        assert_true(backoff_wait_us(1000, 2, 0, random) <= 2000);
    }
}

static void what_the_receiver_asks_for_is_kept_up_to_a_limit(void **state)
{
    (void)state;
    assert_int_equal(backoff_wait_us(1000, 1, 5000, 0), 5000);
    assert_true(backoff_wait_us(1000, 1, 5000, 12345) >= 5000);
    assert_true(backoff_wait_us(1000, 1, 5000, 12345) <= 5500);
    assert_int_equal(backoff_wait_us(100000, 1, 5000, 0), 50000);
    assert_int_equal(backoff_wait_us(1000, 1, INT64_MAX, 0), BACKOFF_ASKED_MOST_US);
}

static void only_answers_that_can_change_are_tried_again(void **state)
{
    static const int again[] = {0, 408, 409, 423, 425, 429, 500, 502, 503, 504, 507};
    static const int last[] = {301, 302, 307, 400, 401, 403, 404, 410, 413, 422};

    (void)state;
    for (size_t i = 0; i < sizeof again / sizeof again[0]; i++)
        assert_false(backoff_is_final(again[i]));
    for (size_t i = 0; i < sizeof last / sizeof last[0]; i++)
        assert_true(backoff_is_final(last[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_the_most_and_are_spread_over_their_upper_half),
        cmocka_unit_test(what_the_receiver_asks_for_is_kept_up_to_a_limit),
        cmocka_unit_test(only_answers_that_can_change_are_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
