/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/substitute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "kit/config_kit.h"

static const struct substitution known[] = {{.name = "a", .text = "1"},
                                            {.name = "labels.x.keyword", .text = "${a}"},
                                            {.name = "e", .text = ""}};

static void is(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();

    assert_string_equal(substitute_text(arena, text, known, 3), expected);
}

static void names_are_replaced_once_and_unknown_ones_stay(void **state)
{
    (void)state;
    is("x-${a}-${a}", "x-1-1");
    is("${labels.x.keyword}", "${a}");
    is("[${e}]", "[]");
    is("${b} ${} ${a b} $a {a} ${a", "${b} ${} ${a b} $a {a} ${a");
    is("$${a}${", "$1${");
}

static void texts_at_any_depth_change_but_keys_and_numbers_do_not(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *node =
        kit_yaml(arena, "{'${a}': '${a}', l: ['x${a}', 2, {m: '${a}${a}'}]}", &seen);

    (void)state;
    node = substitute_node(arena, node, known, 3);
    assert_string_equal(node_text(arena, node), "{'${a}': '1', 'l': ['x1', 2, {'m': '11'}]}");
    assert_int_equal(node_get(node, "${a}")->value.type, VALUE_TEXT);
}

static void a_text_that_grows_too_long_is_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    char *text = arena_alloc(arena, 4 * 5000 + 1, 1), *long_text = arena_alloc(arena, 1001, 1);
    const struct substitution big = {.name = "a", .text = long_text};

    (void)state;
    memset(long_text, 'x', 1000);
    char *at = text;
    for (size_t i = 0; i < 5000; i++)
        at = stpcpy(at, "${a}");
    assert_null(substitute_text(arena, text, &big, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_replaced_once_and_unknown_ones_stay),
        cmocka_unit_test(texts_at_any_depth_change_but_keys_and_numbers_do_not),
        cmocka_unit_test(a_text_that_grows_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
