/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/pull_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/field.h"

static bool read_text(struct arena *arena, const char *text, struct text_list *ret,
                      struct error *err)
{
    AUTO_JSON tree = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(tree);
    return pull_list_read(arena, tree, "answer", ret, err);
}

static void each_url_stands_once_where_it_came_first(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct text_list list;
    struct error err;

    (void)state;
    assert_true(
        read_text(arena, "[{\"url\":\"b\"},{\"url\":\"a\",\"x\":1},{\"url\":\"b\"}]", &list, &err));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0], "b");
    assert_string_equal(list.items[1], "a");
}

static void what_orion_reads_as_no_entries_is_an_empty_list(void **state)
{
    static const char *const answers[] = {"[]", "{}", "\"\""};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct text_list list = {.count = 7};
        struct error err;
        assert_true(read_text(arena, answers[i], &list, &err));
        assert_int_equal(list.count, 0);
    }
}

static void another_shape_is_told_with_its_place(void **state)
{
    static const struct {
        const char *answer, *place;
    } cases[] = {
        {"null", "answer"},
        {"{\"message\":\"no\"}", "answer"},
        {"3", "answer"},
        {"[{\"url\":\"a\"},\"b\"]", "answer[1]"},
        {"[{\"title\":\"a\"}]", "answer[0].url"},
        {"[{\"url\":null}]", "answer[0].url"},
        {"[{\"url\":\"a\\u001b[2J\"}]", "answer[0].url"},
    };
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct text_list list = {.count = 7};
        struct error err = {0};
        assert_false(read_text(arena, cases[i].answer, &list, &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_string_equal(err.place, cases[i].place);
        assert_int_equal(list.count, 7);
    }
}

static void a_difference_stands_greatest_first(void **state)
{
    static const char *const urls[] = {"operator/1101", "ovn/2202", "machine/3303"};
    AUTO_ARENA arena = arena_new();
    struct text_list list = {.items = urls, .count = 3};

    (void)state;
    pull_list_reverse_order(arena, &list);
    assert_string_equal(list.items[0], "ovn/2202");
    assert_string_equal(list.items[1], "operator/1101");
    assert_string_equal(list.items[2], "machine/3303");
    assert_string_equal(urls[0], "operator/1101");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_url_stands_once_where_it_came_first),
        cmocka_unit_test(what_orion_reads_as_no_entries_is_an_empty_list),
        cmocka_unit_test(another_shape_is_told_with_its_place),
        cmocka_unit_test(a_difference_stands_greatest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
