/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct print_value *read_text(struct arena *arena, const char *text)
{
    return print_value_read(arena, text, strlen(text));
}

static void values_are_written_as_json_and_as_str(void **state)
{
    static const struct {
        const char *text, *json, *str;
    } cases[] = {
        {" null ", "null", "None"},
        {"[true, false]", "[\n  true,\n  false\n]", "[True, False]"},
        {"{\"a\": {}, \"b\": []}", "{\n  \"a\": {},\n  \"b\": []\n}", "{'a': {}, 'b': []}"},
        {"1.0", "1.0", "1.0"},
        {"1E2", "100.0", "100.0"},
        {"-0", "0", "0"},
        {"123456789012345678901234567890", "123456789012345678901234567890",
         "123456789012345678901234567890"},
        {"[NaN, Infinity, -Infinity, 1e999]", "[\n  NaN,\n  Infinity,\n  -Infinity,\n  Infinity\n]",
         "[nan, inf, -inf, inf]"},
        {"\"a\\u00fc\\n\\ud83d\\ude00\"", "\"a\\u00fc\\n\\ud83d\\ude00\"",
         "a\xc3\xbc\n\xf0\x9f\x98\x80"},
        {"[\"it's\", \"\\\"\", \"\\u007f\"]", "[\n  \"it's\",\n  \"\\\"\",\n  \"\\u007f\"\n]",
         "[\"it's\", '\"', '\\x7f']"},
        {"{\"k\": 1, \"l\": 2, \"k\": 3}", "{\n  \"k\": 3,\n  \"l\": 2\n}", "{'k': 3, 'l': 2}"},
        {"\"\\ud800\\u0000x\"", "\"\\ufffd\\ufffdx\"", "\xef\xbf\xbd\xef\xbf\xbdx"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_ARENA arena = arena_new();
        AUTO_BUFFER out;
        const struct print_value *value = read_text(arena, cases[i].text);

        buffer_init(&out, 4096);
        assert_non_null(value);
        print_value_json(&out, value, 0, false);
        assert_string_equal(out.data, cases[i].json);
        assert_string_equal(print_value_text(arena, value), cases[i].str);
    }
}

static void reals_are_rounded_where_pandas_wrote_them(void **state)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    print_value_json(&out, read_text(arena, "{\"a\": [0.1234567890123456, 1e-12]}"), 1, true);
    assert_string_equal(out.data, "{\n    \"a\": [\n      0.123456789,\n      0.0\n    ]\n  }");
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const cases[] = {
        "",         " ",      "{",      "[1,]",  "{\"a\"}", "{\"a\":1,}", "01",        "1.",
        "+1",       ".5",     "nul",    "'a'",   "\"a",     "\"\\x\"",    "\"\\u12\"", "[1] 2",
        "\"\xff\"", "\"\n\"", "{1: 2}", "[1 2]", "-",       "1e",         "\"\\",      "{\"a\": }"};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_ARENA arena = arena_new();
        assert_null(read_text(arena, cases[i]));
    }
}

static void deep_nesting_is_refused_before_the_stack_ends(void **state)
{
    char text[2 * PRINT_VALUE_DEPTH + 8];
    AUTO_ARENA arena = arena_new();

    (void)state;
    memset(text, '[', sizeof text);
    memset(text + PRINT_VALUE_DEPTH, ']', PRINT_VALUE_DEPTH);
    assert_non_null(print_value_read(arena, text, 2 * PRINT_VALUE_DEPTH));
    memset(text + PRINT_VALUE_DEPTH, '[', 1);
    memset(text + PRINT_VALUE_DEPTH + 1, ']', PRINT_VALUE_DEPTH + 1);
    assert_null(print_value_read(arena, text, 2 * PRINT_VALUE_DEPTH + 2));
}

static void truth_is_that_of_python(void **state)
{
    static const char *const falsy[] = {"null", "false", "0", "0.0", "\"\"", "[]", "{}"};
    static const char *const truthy[] = {"true", "1", "NaN", "\"0\"", "[0]", "{\"a\": 0}"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof falsy / sizeof *falsy; i++)
        assert_false(print_value_truth(read_text(arena, falsy[i])));
    for (size_t i = 0; i < sizeof truthy / sizeof *truthy; i++)
        assert_true(print_value_truth(read_text(arena, truthy[i])));
    assert_false(print_value_truth(print_value_member(read_text(arena, "{}"), "a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_written_as_json_and_as_str),
        cmocka_unit_test(reals_are_rounded_where_pandas_wrote_them),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(deep_nesting_is_refused_before_the_stack_ends),
        cmocka_unit_test(truth_is_that_of_python),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
