/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void prints(const char *text, const char *expected, const char *expected_repr)
{
    AUTO_ARENA arena = arena_new();
    const char *printed, *repr;

    assert_true(yaml_time_looks_so(text));
    assert_true(yaml_time_read(arena, text, &printed, &repr));
    assert_string_equal(printed, expected);
    assert_string_equal(repr, expected_repr);
}

static void dates_and_times_print_as_pythons_datetime(void **state)
{
    (void)state;
    prints("2024-02-29", "2024-02-29", "datetime.date(2024, 2, 29)");
    prints("2001-12-14 21:59:43", "2001-12-14 21:59:43",
           "datetime.datetime(2001, 12, 14, 21, 59, 43)");
    prints("2001-1-2 3:00:00.25", "2001-01-02 03:00:00.250000",
           "datetime.datetime(2001, 1, 2, 3, 0, 0, 250000)");
    prints("2001-12-14T21:59:00Z", "2001-12-14 21:59:00+00:00",
           "datetime.datetime(2001, 12, 14, 21, 59, tzinfo=datetime.timezone.utc)");
    prints("2001-12-14t21:59:00 -05:30", "2001-12-14 21:59:00-05:30",
           "datetime.datetime(2001, 12, 14, 21, 59, "
           "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=66600)))");
    prints("2001-12-14t21:59:00+2", "2001-12-14 21:59:00+02:00",
           "datetime.datetime(2001, 12, 14, 21, 59, "
           "tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))");
}

static void other_texts_do_not_look_so(void **state)
{
    static const char *const texts[] = {
        "2026-1-1", "2026-01-01 ",         "2026-01-01T10:00", "26-01-01", "2026-01-01 10:00:00x",
        "2026",     "2026-01-01 10:00:00 "};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(yaml_time_looks_so(texts[i]));
}

static void days_that_do_not_exist_are_refused(void **state)
{
    static const char *const texts[] = {"2026-02-29",          "2026-13-01",
                                        "2026-00-01",          "0000-01-01",
                                        "2026-01-01 10:60:00", "2026-01-01 10:00:00+24:00"};
    AUTO_ARENA arena = arena_new();
    const char *text, *repr;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(yaml_time_looks_so(texts[i]));
        assert_false(yaml_time_read(arena, texts[i], &text, &repr));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_and_times_print_as_pythons_datetime),
        cmocka_unit_test(other_texts_do_not_look_so),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
