/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/change_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_change_is_said_from_level_to_level_in_its_unit(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(change_text(arena, 0, 3.2, "ms"), "from 0 to 3.2 ms");
    assert_string_equal(change_text(arena, 100, 150, NULL), "from 100 to 150");
    assert_string_equal(change_text(arena, -0.5, 1e9, ""), "from -0.5 to 1e+09");
}

static void without_two_numbers_there_is_no_change(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_null(change_text(arena, NAN, 1, "ms"));
    assert_null(change_text(arena, 1, NAN, "ms"));
    assert_null(change_text(arena, 1, INFINITY, "ms"));
}

static void a_cell_has_the_percentage_where_there_is_one(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(change_cell(arena, 50, 100, 150, "ms"), "+50.0%");
    assert_string_equal(change_cell(arena, NAN, 0, 3.2, "ms"), "from 0 to 3.2 ms");
    assert_string_equal(change_cell(arena, INFINITY, 0, 3.2, NULL), "from 0 to 3.2");
    assert_string_equal(change_cell(arena, NAN, 0, 0, "ms"), "-");
    assert_string_equal(change_cell(arena, NAN, NAN, 3, "ms"), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_said_from_level_to_level_in_its_unit),
        cmocka_unit_test(without_two_numbers_there_is_no_change),
        cmocka_unit_test(a_cell_has_the_percentage_where_there_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
