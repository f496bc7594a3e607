/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/variables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

static void the_environment_has_lower_case_names(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);

    (void)state;
    assert_int_equal(setenv("RIGEL_TEST_Version", "4.21", 1), 0);
    variables_add_environment(variables);
    assert_string_equal(variables_get(variables, "rigel_test_version"), "4.21");
    assert_null(variables_get(variables, "RIGEL_TEST_Version"));
    assert_int_equal(unsetenv("RIGEL_TEST_Version"), 0);
}

static void pairs_given_win_and_keep_their_case(void **state)
{
    static const char *const pairs[] = {"Name", "one", "path", "two"};
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);

    (void)state;
    variables_add_environment(variables);
    variables_add_pairs(variables, pairs, 2);
    assert_string_equal(variables_get(variables, "Name"), "one");
    assert_string_equal(variables_get(variables, "path"), "two");
    assert_null(variables_get(variables, "name_that_nobody_sets"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_has_lower_case_names),
        cmocka_unit_test(pairs_given_win_and_keep_their_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
