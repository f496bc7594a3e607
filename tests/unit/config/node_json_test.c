/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/node_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/limits.h"

static void prints(const char *json, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct error err;
    const struct node *node = node_of_json(arena, json, "j", &err);

    assert_non_null(node);
    assert_string_equal(node_text(arena, node), expected);
}

static void refused(const char *json, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct error err;

    assert_null(node_of_json(arena, json, "j", &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_string_equal(err.place, "j");
    assert_non_null(strstr(err.text, expected));
}

static void values_print_as_python_prints_them(void **state)
{
    (void)state;
    prints("4.10", "4.1");
    prints("1e3", "1000.0");
    prints("-0", "0");
    prints("123456789012345678901234567890", "123456789012345678901234567890");
    prints("true", "True");
    prints(" null ", "None");
    prints("\"a\\u00e9\\n\"", "a\xc3\xa9\n");
    prints("{\"a\": [1, \"it's\", {}], \"b\": null}", "{'a': [1, \"it's\", {}], 'b': None}");
}

static void of_members_of_one_name_the_last_counts_at_the_first_place(void **state)
{
    (void)state;
    prints("{\"a\": 1, \"b\": 2, \"\\u0061\": 3}", "{'a': 3, 'b': 2}");
}

static void faults_name_line_and_column(void **state)
{
    (void)state;
    refused("", "line 1 column 1");
    refused("{version: 1}", "line 1 column 2");
    refused("{\"\\u00e9\": 1,\n  \"b\": }", "line 2 column 8");
    refused("[1] 2", "line 1 column 5");
    refused("\"\\ud800\"", "half a character");
    refused("\"\xff\"", "not UTF-8");
}

static void nesting_is_bounded(void **state)
{
    AUTO_BUFFER text = {.limit = 4096};

    (void)state;
    for (int i = 0; i < LIMIT_CONFIG_DEPTH; i++)
        buffer_byte(&text, '[');
    for (int i = 0; i < LIMIT_CONFIG_DEPTH; i++)
        buffer_byte(&text, ']');
    prints(text.data, text.data);
    buffer_clear(&text);
    for (int i = 0; i <= LIMIT_CONFIG_DEPTH; i++)
        buffer_text(&text, "{\"a\":");
    refused(text.data, "nested too deeply");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_print_as_python_prints_them),
        cmocka_unit_test(of_members_of_one_name_the_last_counts_at_the_first_place),
        cmocka_unit_test(faults_name_line_and_column),
        cmocka_unit_test(nesting_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
