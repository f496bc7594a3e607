/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void gives(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *node = kit_yaml(arena, text, &seen);

    assert_string_equal(seen.text, "");
    assert_string_equal(node_text(arena, node), expected);
}

static void merge_keys_put_the_merged_first_and_own_over_them(void **state)
{
    (void)state;
    gives("x: &x {a: 1, b: 2}\ny: {b: 3, <<: *x, c: 4}",
          "{'x': {'a': 1, 'b': 2}, 'y': {'a': 1, 'b': 3, 'c': 4}}");
    gives("{'<<': 1}", "{'<<': 1}");
}

static void of_a_list_of_merged_maps_the_first_wins(void **state)
{
    (void)state;
    gives("- &x {a: 1}\n- &y {a: 2, b: 3}\n- {<<: [*x, *y]}",
          "[{'a': 1}, {'a': 2, 'b': 3}, {'a': 1, 'b': 3}]");
}

static void merging_what_is_no_map_is_a_fault(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    (void)state;
    assert_null(kit_yaml(arena, "a:\n  <<: [{b: 1}, 2]\n", &seen));
    assert_string_equal(seen.text,
                        "t.yaml:2:16: << merges a map or a list of maps, not a whole number\n");
}

static void of_duplicate_keys_the_last_counts_with_a_warning(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *node = kit_yaml(arena, "a: 1\nb: 2\na: 3\n", &seen);

    (void)state;
    assert_string_equal(node_text(arena, node), "{'a': 3, 'b': 2}");
    assert_string_equal(seen.text, "t.yaml:3:1: warning: the key 'a' is there twice: this value "
                                   "counts, that of t.yaml:1:1 does not\n");
}

static void many_keys_are_told_apart(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *text = "";
    struct seen_faults seen;

    (void)state;
    for (int i = 0; i < 200; i++)
        text = arena_printf(arena, "%sk%d: %d\n", text, i, i);
    text = arena_printf(arena, "%sk150: last\n'1': text\n1: number\n", text);
    const struct node *node = kit_yaml(arena, text, &seen);
    assert_int_equal(node->count, 202);
    assert_string_equal(node_get(node, "k150")->value.text, "last");
    assert_string_equal(node_get(node, "1")->value.text, "text");
    assert_non_null(strstr(seen.text, "t.yaml:201:1: warning: the key 'k150' is there twice"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_keys_put_the_merged_first_and_own_over_them),
        cmocka_unit_test(of_a_list_of_merged_maps_the_first_wins),
        cmocka_unit_test(merging_what_is_no_map_is_a_fault),
        cmocka_unit_test(of_duplicate_keys_the_last_counts_with_a_warning),
        cmocka_unit_test(many_keys_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
