/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void sequences_of_every_length_are_taken(void **state)
{
    (void)state;
    assert_true(utf8_valid(""));
    assert_true(utf8_valid("plain"));
    assert_true(utf8_valid("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf \xed\x9f\xbf"));
    assert_int_equal(utf8_sequence("\xf0\x9f\x98\x80"), 4);
}

static void overlong_surrogate_cut_and_foreign_bytes_are_refused(void **state)
{
    (void)state;
    assert_false(utf8_valid("\xc0\xaf"));
    assert_false(utf8_valid("\xe0\x80\xaf"));
    assert_false(utf8_valid("\xf0\x80\x80\xaf"));
    assert_false(utf8_valid("\xed\xa0\x80"));
    assert_false(utf8_valid("\xf4\x90\x80\x80"));
    assert_false(utf8_valid("\xe2\x82"));
    assert_false(utf8_valid("a\x80"));
    assert_false(utf8_valid("\xff"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_of_every_length_are_taken),
        cmocka_unit_test(overlong_surrogate_cut_and_foreign_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
