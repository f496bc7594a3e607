/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_key_survives_the_way_there_and_back(void **state)
{
    static const char *const texts[] = {"", "a", "ab", "abc", "p99:1:2", "\xc3\xa9\xe2\x82\xac"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        const struct cursor made = {'r', {INT64_MIN, INT64_MAX, -1, 0}, texts[i]};
        struct cursor read;
        struct error err;
        const char *text = cursor_encode(arena, &made);
        assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
                         strlen(text));
        assert_true(cursor_decode(arena, text, 'r', &read, &err));
        assert_memory_equal(read.numbers, made.numbers, sizeof read.numbers);
        assert_string_equal(read.text, made.text);
    }
}

static void another_list_s_cursor_is_refused(void **state)
{
    const struct cursor made = {'r', {1, 2, 3, 4}, ""};
    AUTO_ARENA arena = arena_new();
    struct cursor read;
    struct error err;

    (void)state;
    assert_false(cursor_decode(arena, cursor_encode(arena, &made), 'g', &read, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.place, "cursor");
}

static void what_was_not_made_here_is_refused(void **state)
{
    /* the last two: a number past 64 bits, and left-over bits that are not zero */
    static const char *const texts[] = {
        "A",    "####", "cg",           "cjE",
        "AAAA", "_w",   "cjE6Mjozfjq6", "cjk5OTk5OTk5OTk5OTk5OTk5OTk5Ojo6Ojo",
        "cjB"};
    AUTO_ARENA arena = arena_new();
    struct cursor read;
    struct error err;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_false(cursor_decode(arena, texts[i], 'r', &read, &err));
    char *huge = arena_alloc(arena, 5001, 1);
    memset(huge, 'A', 5000);
    assert_false(cursor_decode(arena, huge, 'r', &read, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_survives_the_way_there_and_back),
        cmocka_unit_test(another_list_s_cursor_is_refused),
        cmocka_unit_test(what_was_not_made_here_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
