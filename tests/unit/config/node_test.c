/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void truth_is(const char *text, bool expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    assert_int_equal(node_is_true(kit_yaml(arena, text, &seen)), expected);
}

static void truth_is_pythons(void **state)
{
    (void)state;
    truth_is("yes", true);
    truth_is("no", false);
    truth_is("0", false);
    truth_is("0.5", true);
    truth_is("'false'", true);
    truth_is("''", false);
    truth_is("~", false);
    truth_is("[]", false);
    truth_is("{a: b}", true);
    assert_false(node_is_true(NULL));
}

static void numbers_may_be_written_as_texts(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    double number = -1;

    (void)state;
    assert_true(node_number(kit_yaml(arena, "'10'", &seen), &number));
    assert_true(number == 10);
    assert_true(node_number(kit_yaml(arena, "-2.5", &seen), &number));
    assert_true(number == -2.5);
    assert_false(node_number(kit_yaml(arena, "ten", &seen), &number));
    assert_false(node_number(kit_yaml(arena, "true", &seen), &number));
    assert_false(node_number(kit_yaml(arena, ".inf", &seen), &number));
    assert_false(node_number(kit_yaml(arena, "[1]", &seen), &number));
    assert_false(node_number(kit_yaml(arena, "'0x10'", &seen), &number));
    assert_true(number == -2.5);
}

static void values_of_lists_and_maps_are_their_python_text(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct value value =
        node_value(arena, kit_yaml(arena, "[m6a.xlarge, it's, {a: [1, yes]}]", &seen));

    (void)state;
    assert_int_equal(value.type, VALUE_TEXT);
    assert_string_equal(value.text, "['m6a.xlarge', \"it's\", {'a': [1, True]}]");
}

static void only_text_keys_are_found(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *map = kit_yaml(arena, "{on: 1, 'on': 2, 5: 3}", &seen);

    (void)state;
    assert_string_equal(node_get(map, "on")->value.text, "2");
    assert_null(node_get(map, "True"));
    assert_null(node_get(map, "5"));
    assert_null(node_get(NULL, "on"));
    assert_int_equal(map->weight, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_is_pythons),
        cmocka_unit_test(numbers_may_be_written_as_texts),
        cmocka_unit_test(values_of_lists_and_maps_are_their_python_text),
        cmocka_unit_test(only_text_keys_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
