/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "orion/pull_scope.h"

static const char full[] =
    "{\"jobtype\": \"pull\", \"organization\": \"o\", \"repository\": \"r\", \"pull_number\": 7}";

static int forget(void **state)
{
    (void)state;
    return unsetenv("JOBTYPE") || unsetenv("ORGANIZATION") || unsetenv("REPOSITORY") ||
           unsetenv("PULL_NUMBER");
}

static const char *numbers_of(struct arena *arena, const struct orion_options *options)
{
    struct pull_scope scope;
    struct error err;
    const char *text = "";

    if (!pull_scope_read(arena, options, &scope, &err))
        return arena_printf(arena, "fault: %s", err.text);
    for (size_t i = 0; i < scope.numbers.count; i++)
        text = arena_printf(arena, "%s%s ", text, scope.numbers.items[i]);
    return text;
}

static void numbers_of_all_places_come_ascending_and_once(void **state)
{
    static const char *const flags[] = {"30", "7"};
    AUTO_ARENA arena = arena_new();
    struct orion_options options = {.input_vars = full, .pull_numbers = {flags, 2}};

    (void)state;
    assert_string_equal(numbers_of(arena, &options), "7 30 ");
    options.pull_numbers.count = 0;
    assert_string_equal(numbers_of(arena, &options), "7 ");
    options.input_vars = "{\"jobtype\": \"pull\", \"organization\": \"o\", \"repository\": \"r\","
                         " \"pull_numbers\": \"4242,5\"}";
    assert_string_equal(numbers_of(arena, &options), "5 4242 ");
    options.input_vars = "{\"jobtype\": \"pull\", \"organization\": \"o\", \"repository\": \"r\","
                         " \"pull_numbers\": [9, \"8\", 9]}";
    assert_string_equal(numbers_of(arena, &options), "8 9 ");
}

static void the_environment_fills_what_the_variables_lack(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct orion_options options = {.input_vars = "{\"organization\": \"mine\"}"};
    struct pull_scope scope;
    struct error err;

    (void)state;
    assert_int_equal(setenv("JOBTYPE", "pull", 1), 0);
    assert_int_equal(setenv("ORGANIZATION", "theirs", 1), 0);
    assert_int_equal(setenv("REPOSITORY", "r", 1), 0);
    assert_int_equal(setenv("PULL_NUMBER", "12", 1), 0);
    assert_true(pull_scope_read(arena, &options, &scope, &err));
    assert_string_equal(scope.organization, "mine");
    assert_string_equal(scope.repository, "r");
    assert_string_equal(scope.numbers.items[0], "12");
}

static void all_that_is_missing_is_named_at_once(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct orion_options options = {.input_vars = "{\"repository\": \"r\"}"};

    (void)state;
    assert_non_null(strstr(numbers_of(arena, &options),
                           "missing variables: jobtype, organization, pull_number"));
}

static void a_number_that_is_none_is_refused(void **state)
{
    static const char *const flags[] = {"12a"};
    AUTO_ARENA arena = arena_new();
    const struct orion_options options = {.input_vars = full, .pull_numbers = {flags, 1}};

    (void)state;
    assert_non_null(strstr(numbers_of(arena, &options), "not '12a'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(numbers_of_all_places_come_ascending_and_once, forget),
        cmocka_unit_test_setup(the_environment_fills_what_the_variables_lack, forget),
        cmocka_unit_test_setup(all_that_is_missing_is_named_at_once, forget),
        cmocka_unit_test_setup(a_number_that_is_none_is_refused, forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
