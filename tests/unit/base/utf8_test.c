/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

static void every_character_is_encoded_and_recognised(void **state)
{
    (void)state;
    for (unsigned code = 0; code <= 0x10ffff; code++) {
        char text[4];
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        const size_t length = utf8_encode(code, text);
        assert_int_equal(length, code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
        assert_int_equal(utf8_length(text, length), length);
        if (length > 1)
            assert_int_equal(utf8_length(text, length - 1), 0);
    }
}

static void what_is_no_character_is_refused(void **state)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xc2 ",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xe2\x82 ",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xf0\x9f\x98 ",
        "\xc2\xc2",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(utf8_length(bad[i], strlen(bad[i])), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_of_every_length_are_taken),
        cmocka_unit_test(overlong_surrogate_cut_and_foreign_bytes_are_refused),
        cmocka_unit_test(every_character_is_encoded_and_recognised),
        cmocka_unit_test(what_is_no_character_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
