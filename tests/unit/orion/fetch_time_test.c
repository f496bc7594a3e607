/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"

#define NOW INT64_C(1750000000) /* 2025-06-15T15:06:40Z */

/* "start end", "-" for an open one; "wrong" for a usage error. */
static const char *range(struct arena *arena, const char *lookback, const char *since)
{
    const struct orion_options options = {.lookback = lookback, .since = since};
    const char *start, *end;
    struct error err = {0};

    log_set_level(LOG_NONE);
    if (!orion_time_range(arena, &options, NOW, &start, &end, &err)) {
        assert_int_equal(err.code, ERROR_USAGE);
        return "wrong";
    }
    return arena_printf(arena, "%s %s", start ? start : "-", end ? end : "-");
}

static void lookback_counts_back_from_since_or_now(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(range(arena, NULL, NULL), "- -");
    assert_string_equal(range(arena, "", ""), "- -");
    assert_string_equal(range(arena, "15d", "2025-06-19"),
                        "2025-06-04T00:00:00Z 2025-06-19T00:00:00Z");
    assert_string_equal(range(arena, "1d12h", "2025-06-19"),
                        "2025-06-17T12:00:00Z 2025-06-19T00:00:00Z");
    assert_string_equal(range(arena, "36h", "2025-6-9"),
                        "2025-06-07T12:00:00Z 2025-06-09T00:00:00Z");
    assert_string_equal(range(arena, NULL, "2025-06-19"), "- 2025-06-19T00:00:00Z");
    assert_string_equal(range(arena, "0d", NULL), "2025-06-15T15:06:40Z -");
    assert_string_equal(range(arena, "1h", NULL), "2025-06-15T14:06:40Z -");
}

static void other_durations_are_usage_errors(void **state)
{
    static const char *const wrong[] = {"2w",   "d",   "4h3d", "1d ",          " 1d",
                                        "1.5d", "1d2", "-1d",  "99999999999d", "999999d"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_string_equal(range(arena, wrong[i], NULL), "wrong");
}

static void unreadable_since_is_left_out_alone_and_an_error_with_a_lookback(void **state)
{
    static const char *const wrong[] = {"19.06.2025", "2025-13-01", "2025-02-30", "2025-06-19 ",
                                        "25-06-19"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_string_equal(range(arena, NULL, wrong[i]), "- -");
        assert_string_equal(range(arena, "1d", wrong[i]), "wrong");
    }
}

static void times_before_1900_are_told_as_1900(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(range(arena, "90000d", NULL), "1900-01-01T00:00:00Z -");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookback_counts_back_from_since_or_now),
        cmocka_unit_test(other_durations_are_usage_errors),
        cmocka_unit_test(unreadable_since_is_left_out_alone_and_an_error_with_a_lookback),
        cmocka_unit_test(times_before_1900_are_told_as_1900),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
