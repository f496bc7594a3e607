/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/rehearsed_load.h"

static const struct acknowledgement_row stored[] = {
    {.uuid = "u1", .metric = "m", .origin = "file:a.yaml"},
    {.uuid = "u2", .metric = "m", .origin = "ops"},
};

static void what_stands_in_a_file_as_before_is_no_difference(void **state)
{
    static const struct acknowledgement_row files[] = {
        {.uuid = "u1", .metric = "m", .origin = "file:b.yaml"},
        {.test = "other", .uuid = "u9", .metric = "m", .origin = "file:b.yaml"},
    };
    AUTO_ARENA arena = arena_new();
    struct acknowledgement_row *rows;
    bool differ = true;

    (void)state;
    assert_int_equal(rehearsed_acknowledged(arena, "t", stored, 2, files, 2, &rows, &differ), 2);
    assert_false(differ);
}

static void a_file_row_that_is_gone_counts_no_more_but_a_persons_does(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct acknowledgement_row *rows;
    bool differ = false;

    (void)state;
    assert_int_equal(rehearsed_acknowledged(arena, "t", stored, 2, NULL, 0, &rows, &differ), 1);
    assert_string_equal(rows[0].uuid, "u2");
    assert_true(differ);
}

static void a_row_of_the_test_or_of_every_test_is_new(void **state)
{
    static const struct acknowledgement_row files[] = {
        {.uuid = "u1", .metric = "m", .origin = "file:a.yaml"},
        {.test = "t", .uuid = "u3", .metric = "m", .origin = "file:a.yaml"},
    };
    AUTO_ARENA arena = arena_new();
    struct acknowledgement_row *rows;
    bool differ = false;

    (void)state;
    assert_int_equal(rehearsed_acknowledged(arena, "t", stored, 2, files, 2, &rows, &differ), 3);
    assert_true(differ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_in_a_file_as_before_is_no_difference),
        cmocka_unit_test(a_file_row_that_is_gone_counts_no_more_but_a_persons_does),
        cmocka_unit_test(a_row_of_the_test_or_of_every_test_is_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
