/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/retry.h"

enum { FIRST_US = 500000 };

static void waits_double_up_to_a_bound(void **state)
{
    int64_t most = FIRST_US;

    (void)state;
    for (unsigned tried = 1; tried < 40; tried++) {
        int64_t largest = 0;
        for (uint64_t random = 0; random < 1000; random++) {
            const int64_t wait =
                retry_wait_us(FIRST_US, tried, 0, random * UINT64_C(0x9e3779b97f4a7c15));
            assert_true(wait >= 0 && wait <= most);
            largest = wait > largest ? wait : largest;
        }
        assert_true(largest > most * 9 / 10);
        most = most * 2 > HTTP_BACKOFF_MAX_US ? HTTP_BACKOFF_MAX_US : most * 2;
    }
}

static void the_servers_time_is_respected_and_capped(void **state)
{
    (void)state;
    for (uint64_t random = 0; random < 1000; random++) {
        const uint64_t mixed = random * UINT64_C(0x9e3779b97f4a7c15);
        const int64_t wait = retry_wait_us(FIRST_US, 1, 3000000, mixed);
        assert_true(wait >= 3000000 && wait <= 3300000);
        const int64_t capped = retry_wait_us(FIRST_US, 1, INT64_MAX, mixed);
        assert_true(capped >= HTTP_RETRY_AFTER_MAX_US);
        assert_true(capped <= HTTP_RETRY_AFTER_MAX_US / 10 * 11);
    }
}

static void only_passing_states_are_tried_again(void **state)
{
    (void)state;
    for (int status = 100; status < 600; status++)
        assert_int_equal(retry_status(status), status == 429 || (status >= 502 && status <= 504));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_a_bound),
        cmocka_unit_test(the_servers_time_is_respected_and_capped),
        cmocka_unit_test(only_passing_states_are_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
