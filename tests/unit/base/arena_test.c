/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    AUTO_ARENA arena = arena_new();
    unsigned char *before = NULL;

    (void)state;
    for (size_t size = 1; size < 40000; size = size * 3 / 2 + 1) {
        unsigned char *piece = arena_alloc(arena, size, 1);
        assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xa5, size);
        if (before)
            assert_int_equal(before[0], 0xa5);
        before = piece;
    }
}

static void a_large_piece_does_not_close_the_open_block(void **state)
{
    AUTO_ARENA arena = arena_new();
    char *first = arena_alloc(arena, 1, 16);
    char *large = arena_alloc(arena, 1, 1u << 20);
    char *second = arena_alloc(arena, 1, 16);

    (void)state;
    memset(large, 1, 1u << 20);
    assert_ptr_equal(second, first + 16);
    assert_int_equal(second[0], 0);
}

static void reset_gives_zeroed_memory_again(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    memset(arena_alloc(arena, 1, 1000), 0xff, 1000);
    memset(arena_alloc(arena, 1, 100000), 0xff, 100000);
    arena_reset(arena);
    const unsigned char *piece = arena_alloc(arena, 1, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(piece[i], 0);
    arena_reset(arena);
    arena_reset(arena);
}

static void texts_are_copied(void **state)
{
    AUTO_ARENA arena = arena_new();
    char text[] = "abc";
    char *whole = arena_strdup(arena, text), *part = arena_strndup(arena, text, 2);

    (void)state;
    text[0] = 'X';
    assert_string_equal(whole, "abc");
    assert_string_equal(part, "ab");
    assert_null(arena_strdup(arena, NULL));
    assert_string_equal(arena_printf(arena, "%d-%s", 7, whole), "7-abc");
    assert_string_equal(arena_printf(arena, "%s", ""), "");
}

static void a_growing_array_keeps_its_items(void **state)
{
    AUTO_ARENA arena = arena_new();
    int *items = NULL;
    size_t capacity = 0;

    (void)state;
    for (size_t count = 0; count < 5000; count++) {
        items = arena_grow(arena, items, count, &capacity, sizeof *items);
        assert_true(capacity > count);
        items[count] = (int)count * 3;
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(items[i], (int)i * 3);
}

static void nothing_may_be_freed(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_large_piece_does_not_close_the_open_block),
        cmocka_unit_test(reset_gives_zeroed_memory_again),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(a_growing_array_keeps_its_items),
        cmocka_unit_test(nothing_may_be_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
