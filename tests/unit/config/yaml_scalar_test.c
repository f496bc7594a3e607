/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_scalar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void is(const char *text, enum value_type type, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct yaml_scalar scalar;
    const char *fault;

    assert_true(yaml_scalar_read(arena, text, &scalar, &fault));
    assert_int_equal(scalar.value.type, type);
    assert_string_equal(scalar.value.text, expected);
}

static void refused(const char *text)
{
    AUTO_ARENA arena = arena_new();
    struct yaml_scalar scalar;
    const char *fault;

    assert_false(yaml_scalar_read(arena, text, &scalar, &fault));
    assert_non_null(fault);
}

static void words_are_typed_as_yaml_1_1_types_them(void **state)
{
    (void)state;
    is("yes", VALUE_BOOL, "True");
    is("Off", VALUE_BOOL, "False");
    is("TRUE", VALUE_BOOL, "True");
    is("y", VALUE_TEXT, "y");
    is("yEs", VALUE_TEXT, "yEs");
    is("", VALUE_NULL, "None");
    is("~", VALUE_NULL, "None");
    is("Null", VALUE_NULL, "None");
    is("None", VALUE_TEXT, "None");
}

static void whole_numbers_of_every_base(void **state)
{
    (void)state;
    is("42", VALUE_INTEGER, "42");
    is("-0", VALUE_INTEGER, "0");
    is("+7", VALUE_INTEGER, "7");
    is("1_000", VALUE_INTEGER, "1000");
    is("010", VALUE_INTEGER, "8");
    is("0x1F", VALUE_INTEGER, "31");
    is("-0b101", VALUE_INTEGER, "-5");
    is("1:30", VALUE_INTEGER, "90");
    is("190:20:30", VALUE_INTEGER, "685230");
    is("0o7", VALUE_TEXT, "0o7");
    is("08", VALUE_TEXT, "08");
    is("1:60", VALUE_TEXT, "1:60");
}

static void numbers_beyond_64_bits_keep_their_digits(void **state)
{
    (void)state;
    is("9223372036854775807", VALUE_INTEGER, "9223372036854775807");
    is("9223372036854775808", VALUE_REAL, "9223372036854775808");
    refused("0xffffffffffffffffff");
    refused("99999999999999999999:30");
}

static void floats_print_as_python_prints_them(void **state)
{
    (void)state;
    is("4.20", VALUE_REAL, "4.2");
    is("1.", VALUE_REAL, "1.0");
    is(".5", VALUE_REAL, "0.5");
    is("1.5e+3", VALUE_REAL, "1500.0");
    is("1.0e+16", VALUE_REAL, "1e+16");
    is("0.00001", VALUE_REAL, "1e-05");
    is("-.INF", VALUE_REAL, "-inf");
    is(".nan", VALUE_REAL, "nan");
    is("1:30.5", VALUE_REAL, "90.5");
    is("1e3", VALUE_TEXT, "1e3");
    is("1.5e3", VALUE_TEXT, "1.5e3");
    is("-.5", VALUE_TEXT, "-.5");
}

static void dates_become_pythons_text(void **state)
{
    (void)state;
    is("2026-01-02", VALUE_TEXT, "2026-01-02");
    is("2026-1-2", VALUE_TEXT, "2026-1-2");
    is("2026-01-02t03:04:05.6 +1", VALUE_TEXT, "2026-01-02 03:04:05.600000+01:00");
    refused("2026-02-30");
    refused("2026-01-01 24:00:00");
}

static void a_number_without_digits_is_a_fault(void **state)
{
    (void)state;
    refused("0b_");
    refused("0x_");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_typed_as_yaml_1_1_types_them),
        cmocka_unit_test(whole_numbers_of_every_base),
        cmocka_unit_test(numbers_beyond_64_bits_keep_their_digits),
        cmocka_unit_test(floats_print_as_python_prints_them),
        cmocka_unit_test(dates_become_pythons_text),
        cmocka_unit_test(a_number_without_digits_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
