/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectors are what Python and pandas printed: tests/data/python_number/generate.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/python_number.h"

static size_t differs(const char *kind, const char *number, const char *text, const char *expected)
{
    if (!strcmp(text, expected))
        return 0;
    print_error("%s of %s: %s, expected %s\n", kind, number, text, expected);
    return 1;
}

static void every_vector_is_printed_as_python_does(void **state)
{
    const char *other = getenv("RIGEL_NUMBER_VECTORS"); /* more than the ones kept here */
    FILE *file = fopen(other ? other : "tests/data/python_number/vectors.txt", "r");
    char hex[64], repr[64], six[64], five[64], json[64], text[PYTHON_NUMBER_SIZE];
    size_t lines = 0, wrong = 0, size;

    (void)state;
    assert_non_null(file);
    while (fscanf(file, "%63s %63s %63s %63s %63s", hex, repr, six, five, json) == 5) {
        const double number = strtod(hex, NULL);

        lines++;
        size = python_repr(number, text);
        assert_int_equal(size, strlen(text));
        wrong += differs("repr", hex, text, repr);
        size = python_general(number, 6, text);
        assert_int_equal(size, strlen(text));
        wrong += differs("six digits", hex, text, six);
        size = python_general(number, 5, text);
        assert_int_equal(size, strlen(text));
        wrong += differs("five digits", hex, text, five);
        size = python_json_number(number, text);
        assert_int_equal(size, strlen(text));
        wrong += differs("json", hex, text, json);
        if (wrong > 10)
            break;
    }
    (void)fclose(file);
    assert_int_equal(wrong, 0);
    assert_true(lines >= 2500);
}

static void texts_are_read_as_int_and_float_read_them(void **state)
{
    static const char *const whole[] = {"1",
                                        "-3",
                                        " +4\n",
                                        "007",
                                        "1_000",
                                        ("\xc2\xa0"
                                         "5\xe3\x80\x80")};
    static const char *const real[] = {"1.", ".5", "-1.5e-3", "1e1_0", "Infinity", "-NAN", " 2.5 "};
    static const char *const neither[] = {"",   " ",    "1__0", "_1",  "1_",   "0x10", "1 2",  "e5",
                                          "1e", "1._5", ".",    "+-1", "nano", "a",    "1,000"};
    double number;

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        assert_true(python_reads_int(whole[i]));
        assert_true(python_reads_float(whole[i], &number));
    }
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        assert_false(python_reads_int(real[i]));
        assert_true(python_reads_float(real[i], &number));
    }
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++) {
        assert_false(python_reads_int(neither[i]));
        assert_false(python_reads_float(neither[i], &number));
    }
    assert_true(python_reads_float("1_0.5_0", &number));
    assert_true(number == 10.5);
}

static void white_space_of_every_kind_is_stripped(void **state)
{
    const char *text = "\x1c \xe2\x80\x83x y\xc2\xa0\t";

    (void)state;
    assert_int_equal(python_rstrip(text, strlen(text)), strlen(text) - 3);
    assert_int_equal(python_strip(&text, strlen(text)), 3);
    assert_memory_equal(text, "x y", 3);
    text = " \n";
    assert_int_equal(python_strip(&text, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_is_printed_as_python_does),
        cmocka_unit_test(texts_are_read_as_int_and_float_read_them),
        cmocka_unit_test(white_space_of_every_kind_is_stripped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
