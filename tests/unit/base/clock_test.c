/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int64_t parsed(const char *text)
{
    int64_t us = -1;

    if (!clock_parse(text, &us))
        fail_msg("'%s' is not understood", text);
    return us;
}

static void every_spelling_of_an_instant_is_the_same(void **state)
{
    static const char *const spellings[] = {
        "2025-01-17T00:08:31Z",
        "2025-01-17t00:08:31z",
        "2025-01-17 00:08:31",
        "2025-01-17T00:08:31",
        "2025-01-17T00:08:31.000Z",
        "2025-01-17T02:08:31+02:00",
        "2025-01-17T02:08:31+0200",
        "2025-01-16T19:38:31-04:30",
        "2025-01-17 00:08:31 +00:00",
        "2025-01-17T00:08:31.000000000",
        "1737072511",
        "1737072511000",
        "2025-01-17T02:08:31+02",
        "2025-01-17T00:08:31,0Z",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
        assert_int_equal(parsed(spellings[i]), INT64_C(1737072511) * CLOCK_SECOND);
}

static void a_date_alone_is_its_midnight(void **state)
{
    (void)state;
    assert_int_equal(parsed("2024-02-29"), INT64_C(1709164800) * CLOCK_SECOND);
}

static void a_fraction_is_cut_to_microseconds(void **state)
{
    (void)state;
    assert_int_equal(parsed("1970-01-01T00:00:00.1234567899Z"), 123456);
    assert_int_equal(parsed("1970-01-01T00:00:00.5Z"), 500000);
}

static void what_is_no_instant_is_refused_and_leaves_the_result(void **state)
{
    static const char *const wrong[] = {
        "",
        "yesterday",
        "2025",
        "2025-1-17",
        "2025-13-01",
        "2025-00-10",
        "2025-02-29",
        "1900-02-29",
        "2025-04-31",
        "2025-01-17T",
        "2025-01-17T24:00:00Z",
        "2025-01-17T00:60:00Z",
        "2025-01-17T00:00:61Z",
        "2025-01-17T00:08:31.Z",
        "2025-01-17T00:08:31Zx",
        "2025-01-17T00:08:31+24:00",
        "2025-01-17T00:08:31+2",
        "2025-01-17X00:08:31",
        "1899-12-31T23:59:59Z",
        "9999-12-31T23:59:59-01:00",
        "-5",
        "1e9",
        "12345678901234567890",
        " 2025-01-17",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        int64_t us = 77;
        /* Four digits are seconds, as a producer's number would be. */
        if (strcmp(wrong[i], "2025") == 0)
            continue;
        if (clock_parse(wrong[i], &us))
            fail_msg("'%s' was taken as %lld", wrong[i], (long long)us);
        assert_int_equal(us, 77);
    }
}

static void large_numbers_are_milliseconds(void **state)
{
    int64_t us = 0;

    (void)state;
    assert_true(clock_from_number(1737072511.5, &us));
    assert_int_equal(us, INT64_C(1737072511500000));
    assert_true(clock_from_number(1737072511500.0, &us));
    assert_int_equal(us, INT64_C(1737072511500000));
    assert_true(clock_from_number(-1.0, &us));
    assert_int_equal(us, -CLOCK_SECOND);
}

static void numbers_that_are_no_instant_are_refused(void **state)
{
    static const double wrong[] = {NAN, INFINITY, -INFINITY, 1e300, DBL_MAX, -3e9, 1e18};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        int64_t us = 77;
        assert_false(clock_from_number(wrong[i], &us));
        assert_int_equal(us, 77);
    }
}

static void what_is_written_is_read_back(void **state)
{
    static const int64_t instants[] = {
        0,
        -1,
        1,
        CLOCK_MIN,
        CLOCK_MAX,
        INT64_C(1709164799999999),
        -CLOCK_DAY,
        INT64_C(951782400) * CLOCK_SECOND,
        INT64_C(4107542399) * CLOCK_SECOND + 5,
    };
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(instants); i++)
        assert_int_equal(parsed(clock_format(instants[i], text)), instants[i]);
    assert_string_equal(clock_format(0, text), "1970-01-01T00:00:00Z");
    assert_string_equal(clock_format(-1, text), "1969-12-31T23:59:59.999999Z");
}

static void the_monotonic_clock_does_not_go_back(void **state)
{
    const int64_t first = clock_monotonic_us();

    (void)state;
    assert_true(clock_monotonic_us() >= first);
    assert_true(clock_now_us() > INT64_C(1700000000) * CLOCK_SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_of_an_instant_is_the_same),
        cmocka_unit_test(a_date_alone_is_its_midnight),
        cmocka_unit_test(a_fraction_is_cut_to_microseconds),
        cmocka_unit_test(what_is_no_instant_is_refused_and_leaves_the_result),
        cmocka_unit_test(large_numbers_are_milliseconds),
        cmocka_unit_test(numbers_that_are_no_instant_are_refused),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
