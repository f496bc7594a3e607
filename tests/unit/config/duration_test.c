/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/duration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void is(const char *text, int64_t expected)
{
    int64_t us = -1;

    assert_true(duration_parse(text, &us));
    assert_int_equal(us, expected);
}

static void units_and_their_sums(void **state)
{
    (void)state;
    is("250ms", 250000);
    is("30s", 30 * CLOCK_SECOND);
    is("5m", 300 * CLOCK_SECOND);
    is("36h", 36 * 3600 * CLOCK_SECOND);
    is("90d", 90 * CLOCK_DAY);
    is("1d12h30m5s1ms", CLOCK_DAY + 12 * 3600 * CLOCK_SECOND + 1805 * CLOCK_SECOND + 1000);
    is("0", 0);
    is("0s", 0);
}

static void everything_else_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "30",
                                        "s",
                                        "30 s",
                                        "-5s",
                                        "1.5h",
                                        "5m1h",
                                        "5s5s",
                                        "5min",
                                        "5w",
                                        "5sm",
                                        "1d ",
                                        "9999999999999999d",
                                        "400000d",
                                        "99999999999999999999s"};
    int64_t us = 7;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(duration_parse(texts[i], &us));
    assert_int_equal(us, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_and_their_sums),
        cmocka_unit_test(everything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
