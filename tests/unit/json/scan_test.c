/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json/scan.h"

/* Scans a whole text; *ret_depth is set where it is JSON. */
static bool is_json(const char *text, size_t *ret_depth)
{
    char *copy = strdup(text);
    struct scan scan;
    struct slice value;

    assert_non_null(copy);
    scan_init(&scan, copy, strlen(copy));
    const bool fine = scan_value(&scan, &value, ret_depth) && scan_end(&scan);
    assert_int_equal(fine, scan.fault == NULL);
    free(copy);
    return fine;
}

static void json_is_passed_over_with_its_depth(void **state)
{
    static const struct {
        const char *text;
        size_t depth;
    } cases[] = {
        {"0", 0},
        {"-0.5e+7", 0},
        {"1E9", 0},
        {"\"\"", 0},
        {"true", 0},
        {" false ", 0},
        {"null\n", 0},
        {"[]", 1},
        {"{}", 1},
        {"[[],[[]]]", 3},
        {"[1,2,3]", 1},
        {"{\"a\":{\"b\":[0]}}", 3},
        {"\"\\u00e9\\n\\\"\"", 0},
        {"[ 1 , {\t\"a\" : 1 } ]", 2},
        {"\"\xc3\xa9\"", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t depth = 99;
        assert_true(is_json(cases[i].text, &depth));
        assert_int_equal(depth, cases[i].depth);
    }
}

static void what_is_not_json_is_a_fault(void **state)
{
    static const char *const cases[] = {
        "",       " ",      "[",         "{",       "]",           "[1,]",
        "[,1]",   "[1 2]",  "{\"a\"}",   "{a:1}",   "{\"a\":}",    "{\"a\":1,}",
        "{1:2}",  "[1}",    "{\"a\":1]", "tru",     "nul",         "TRUE",
        "+1",     "01",     "1.",        ".5",      "1e",          "1e+",
        "-",      "- 1",    "\"",        "\"\\x\"", "\"\\u12g4\"", "\"\\u12",
        "\"\n\"", "1 2",    "{}{}",      "[1],",    "NaN",         "Infinity",
        "'a'",    "\"\t\"",
    };
    size_t depth;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_false(is_json(cases[i], &depth));
}

static void members_and_items_come_as_slices_in_order(void **state)
{
    char text[] = " {\"took\": 12, \"hits\" : [ {\"_id\":\"a\\u0041\"}, 7 ], \"x\":{}} ";
    struct scan scan;
    struct slice key, value;
    int64_t number;

    (void)state;
    scan_init(&scan, text, strlen(text));
    assert_int_equal(scan_peek(&scan), '{');
    assert_true(scan_enter(&scan, '{'));
    assert_true(scan_member(&scan, &key));
    assert_true(slice_is(key, "took"));
    assert_int_equal(scan_peek(&scan), '0');
    assert_true(scan_value(&scan, &value, NULL));
    assert_true(slice_integer(value, &number));
    assert_int_equal(number, 12);
    assert_true(scan_member(&scan, &key));
    assert_true(scan_enter(&scan, '['));
    assert_true(scan_item(&scan));
    assert_true(scan_enter(&scan, '{'));
    assert_true(scan_member(&scan, &key));
    assert_true(slice_is(key, "_id"));
    assert_true(scan_value(&scan, &value, NULL));
    assert_string_equal(slice_text(value), "aA");
    assert_false(scan_member(&scan, &key));
    assert_true(scan_item(&scan));
    assert_true(scan_skip(&scan));
    assert_false(scan_item(&scan));
    assert_true(scan_member(&scan, &key));
    assert_true(slice_is(key, "x"));
    assert_true(scan_skip(&scan));
    assert_false(scan_member(&scan, &key));
    assert_true(scan_end(&scan));
}

static void the_first_fault_stays_with_its_offset(void **state)
{
    char text[] = "{\"a\":[1,oops]}";
    struct scan scan;
    struct slice key;

    (void)state;
    scan_init(&scan, text, strlen(text));
    assert_true(scan_enter(&scan, '{'));
    assert_true(scan_member(&scan, &key));
    assert_false(scan_skip(&scan));
    assert_string_equal(scan.fault, "a value");
    assert_int_equal(scan_offset(&scan), 8);
    assert_false(scan_enter(&scan, '['));
    assert_false(scan_member(&scan, &key));
    assert_false(scan_end(&scan));
    assert_string_equal(scan.fault, "a value");
    assert_int_equal(scan_offset(&scan), 8);
}

static void texts_are_unescaped_in_place(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"\"\"", ""},
        {"\"plain\"", "plain"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u00e9\\u20AC\"", "\xc3\xa9\xe2\x82\xac"},
        {"\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!"},
        {"\"\\u0000\"", NULL},
        {"\"\\ud83d\"", NULL},
        {"\"\\ude00\"", NULL},
        {"\"\\ud83d\\u0041\"", NULL},
        {"12", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        struct scan scan;
        struct slice value;
        (void)memcpy(text, cases[i].text, strlen(cases[i].text) + 1);
        scan_init(&scan, text, strlen(text));
        assert_true(scan_value(&scan, &value, NULL));
        const char *got = slice_text(value);
        if (cases[i].wanted)
            assert_string_equal(got, cases[i].wanted);
        else
            assert_null(got);
    }
}

static void any_depth_is_passed_over_up_to_the_limit(void **state)
{
    enum { MOST = SCAN_DEPTH + 1 };
    char *text = malloc(2 * MOST);
    struct scan scan;
    struct slice value;
    size_t depth;

    (void)state;
    assert_non_null(text);
    for (size_t size = SCAN_DEPTH; size <= MOST; size++) {
        memset(text, '[', size);
        memset(text + size, ']', size);
        scan_init(&scan, text, 2 * size);
        assert_int_equal(scan_value(&scan, &value, &depth), size == SCAN_DEPTH);
    }
    assert_int_equal(depth, SCAN_DEPTH);
    free(text);
}

static void numbers_that_do_not_fit_are_refused(void **state)
{
    static const char *const bad[] = {"1.5",   "1e3", "9223372036854775808",
                                      "\"1\"", "",    "123456789012345678901234567890"};
    int64_t number = 5;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[40];
        (void)memcpy(text, bad[i], strlen(bad[i]) + 1);
        assert_false(slice_integer((struct slice){text, strlen(text)}, &number));
    }
    assert_int_equal(number, 5);
    char least[] = "-9223372036854775808";
    assert_true(slice_integer((struct slice){least, strlen(least)}, &number));
    assert_int_equal(number, INT64_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_passed_over_with_its_depth),
        cmocka_unit_test(what_is_not_json_is_a_fault),
        cmocka_unit_test(members_and_items_come_as_slices_in_order),
        cmocka_unit_test(the_first_fault_stays_with_its_offset),
        cmocka_unit_test(texts_are_unescaped_in_place),
        cmocka_unit_test(any_depth_is_passed_over_up_to_the_limit),
        cmocka_unit_test(numbers_that_do_not_fit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
