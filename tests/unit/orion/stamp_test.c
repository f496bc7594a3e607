/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { WRONG = -1 };

static int64_t text(const char *text, bool correct)
{
    const struct cell cell = {.kind = CELL_TEXT, .text = text};
    struct stamp stamp = {0};
    struct error err = {0};

    return stamp_read(&cell, correct, &stamp, &err) && stamp.known ? stamp.seconds : WRONG;
}

static int64_t whole(int64_t number, bool correct)
{
    const struct cell cell = {.kind = CELL_INTEGER, .integer = number, .real = (double)number};
    struct stamp stamp = {0};
    struct error err = {0};

    return stamp_read(&cell, correct, &stamp, &err) && stamp.known ? stamp.seconds : WRONG;
}

static void iso_and_rfc_times_are_cut_to_seconds(void **state)
{
    (void)state;
    assert_int_equal(text("2025-06-14T04:01:39.999Z", false), 1749873699);
    assert_int_equal(text("2025-06-14T06:01:39+02:00", false), 1749873699);
    assert_int_equal(text("Sat, 14 Jun 2025 04:01:39 GMT", false), 1749873699);
    assert_int_equal(text("14 Jun 2025 04:01:39 +0000", false), 1749873699);
    assert_int_equal(text("1969-12-31T23:59:59.5Z", false), -1);
    assert_int_equal(text("yesterday", false), WRONG);
    assert_int_equal(text("Sat, 14 Foo 2025 04:01:39 GMT", false), WRONG);
}

static void whole_numbers_and_digits_are_seconds(void **state)
{
    (void)state;
    assert_int_equal(whole(1750390490, false), 1750390490);
    assert_int_equal(text("1750390490", false), 1750390490);
    assert_int_equal(whole(1750390490000, false), WRONG); /* beyond pandas' clock */
    assert_int_equal(whole(1750390490000, true), 1750390490);
    assert_int_equal(text("1750390490000", true), 1750390490);
}

static void reals_are_nanoseconds_as_with_orion_and_seconds_in_correct_answers(void **state)
{
    const struct cell cell = {.kind = CELL_REAL, .real = 1750390490.5};
    struct stamp stamp;
    struct error err = {0};

    (void)state;
    assert_true(stamp_read(&cell, false, &stamp, &err));
    assert_int_equal(stamp.seconds, 1);
    assert_true(stamp_read(&cell, true, &stamp, &err));
    assert_int_equal(stamp.seconds, 1750390490);
}

static void missing_time_is_not_known_and_no_fault(void **state)
{
    const struct cell missing = {.kind = CELL_MISSING}, list = {.kind = CELL_JSON, .text = "[]"};
    struct stamp stamp = {.known = true};
    struct error err = {0};

    (void)state;
    assert_true(stamp_read(&missing, false, &stamp, &err));
    assert_false(stamp.known);
    assert_false(stamp_read(&list, false, &stamp, &err));
    assert_int_equal(err.code, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_and_rfc_times_are_cut_to_seconds),
        cmocka_unit_test(whole_numbers_and_digits_are_seconds),
        cmocka_unit_test(reals_are_nanoseconds_as_with_orion_and_seconds_in_correct_answers),
        cmocka_unit_test(missing_time_is_not_known_and_no_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
