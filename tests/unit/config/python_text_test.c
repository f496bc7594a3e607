/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/python_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static void float_is(double number, const char *expected)
{
    AUTO_ARENA arena = arena_new();

    assert_string_equal(python_float_text(arena, number), expected);
}

static void repr_is(const char *text, const char *expected)
{
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_CONFIG_FILE);
    python_string_repr(&out, text);
    assert_string_equal(out.data, expected);
}

static void floats_have_the_fewest_digits_that_read_back(void **state)
{
    (void)state;
    float_is(0.1, "0.1");
    float_is(1.0 / 3, "0.3333333333333333");
    float_is(99.9, "99.9");
    float_is(50, "50.0");
    float_is(123456.0, "123456.0");
    float_is(0.0, "0.0");
    float_is(-0.0, "-0.0");
    float_is(5e-324, "5e-324");
    float_is(0.00012, "0.00012");
    float_is(0.000012, "1.2e-05");
    float_is(1234567890123456.0, "1234567890123456.0");
    float_is(12345678901234567.0, "1.2345678901234568e+16");
    float_is(1e22, "1e+22");
}

static void strings_take_the_quote_that_needs_no_escape(void **state)
{
    (void)state;
    repr_is("plain", "'plain'");
    repr_is("it's", "\"it's\"");
    repr_is("it's \"x\"", "'it\\'s \"x\"'");
    repr_is("", "''");
}

static void unprintable_characters_are_escaped(void **state)
{
    (void)state;
    repr_is("a\tb\n\\", "'a\\tb\\n\\\\'");
    repr_is("\x01\x7f", "'\\x01\\x7f'");
    repr_is("\xc3\xa9\xc2\xa0\xe2\x80\x8b", "'\xc3\xa9\\xa0\\u200b'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_have_the_fewest_digits_that_read_back),
        cmocka_unit_test(strings_take_the_quote_that_needs_no_escape),
        cmocka_unit_test(unprintable_characters_are_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
