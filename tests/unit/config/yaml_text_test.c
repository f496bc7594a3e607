/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void is_bad_at(const char *text, size_t expected)
{
    size_t bad = SIZE_MAX;

    assert_false(yaml_text_valid(text, strlen(text), &bad));
    assert_int_equal(bad, expected);
}

static void text_in_every_script_is_fine(void **state)
{
    static const char text[] = "a\t\r\n\xc2\x85\xc2\xa0\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    size_t bad;

    (void)state;
    assert_true(yaml_text_valid(text, strlen(text), &bad));
    assert_true(yaml_text_valid("", 0, &bad));
}

static void control_characters_and_broken_sequences_are_not(void **state)
{
    size_t bad;

    (void)state;
    is_bad_at("ab\x01", 2);
    is_bad_at("\x7f", 0);
    is_bad_at("a\xc2\x80", 1);
    is_bad_at("a\xc3", 1);
    is_bad_at("a\xc0\xaf", 1);
    is_bad_at("\xef\xbf\xbf", 0);
    assert_false(yaml_text_valid("a\0b", 3, &bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_in_every_script_is_fine),
        cmocka_unit_test(control_characters_and_broken_sequences_are_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
