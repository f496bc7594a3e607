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
    assert_string_equal(variables_get(variables, "rigel_test_version")->value.text, "4.21");
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
    assert_string_equal(variables_get(variables, "Name")->value.text, "one");
    assert_string_equal(variables_get(variables, "path")->value.text, "two");
    assert_null(variables_get(variables, "name_that_nobody_sets"));
}

static void members_of_a_json_object_are_typed_and_win(void **state)
{
    static const char *const pairs[] = {"version", "4.19"};
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);
    struct error err;

    (void)state;
    variables_add_pairs(variables, pairs, 1);
    assert_true(variables_add_json(variables, "{\"version\": 4.20, \"Kinds\": [\"a\", true]}",
                                   "input variables", &err));
    assert_int_equal(variables_get(variables, "version")->value.type, VALUE_REAL);
    assert_string_equal(variables_get(variables, "version")->value.text, "4.2");
    assert_string_equal(node_text(arena, variables_get(variables, "Kinds")), "['a', True]");
    assert_null(variables_get(variables, "kinds"));
}

static void what_is_no_json_object_sets_nothing(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);
    struct error err;

    (void)state;
    assert_false(variables_add_json(variables, "[\"a\"]", "input variables", &err));
    assert_string_equal(err.place, "input variables");
    assert_non_null(strstr(err.text, "not a list"));
    assert_false(variables_add_json(variables, "{version: 1}", "input variables", &err));
    assert_non_null(strstr(err.text, "line 1 column 2"));
    assert_null(variables_get(variables, "version"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_has_lower_case_names),
        cmocka_unit_test(pairs_given_win_and_keep_their_case),
        cmocka_unit_test(members_of_a_json_object_are_typed_and_win),
        cmocka_unit_test(what_is_no_json_object_sets_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
