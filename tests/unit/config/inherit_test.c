/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/inherit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void metadata_joins_key_by_key_nested_maps_whole(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *far = kit_yaml(arena, "{a: 1, not: {x: 1, y: 2}, b: 2}", &seen);
    const struct node *near = kit_yaml(arena, "{b: 3, c: 4, not: {x: 5}}", &seen);

    (void)state;
    assert_string_equal(node_text(arena, inherit_metadata(arena, near, far)),
                        "{'a': 1, 'not': {'x': 5}, 'b': 3, 'c': 4}");
    assert_ptr_equal(inherit_metadata(arena, NULL, far), far);
    assert_ptr_equal(inherit_metadata(arena, near, NULL), near);
    assert_null(inherit_metadata(arena, NULL, NULL));
}

static void inherited_metrics_come_first_without_those_named_anew(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *far =
        kit_yaml(arena,
                 "[{name: a, metricName: m, v: 1}, {name: b, v: 1}, {name: a, metricName: other},"
                 " {name: a, metricName.keyword: m}]",
                 &seen);
    const struct node *near = kit_yaml(arena, "[{name: a, metricName: m, v: 2}, {name: b}]", &seen);
    struct node_list inherited = {.count = 0}, nearer = {.count = 0};

    (void)state;
    for (size_t i = 0; i < far->count; i++)
        node_list_add(arena, &inherited, far->items[i]);
    for (size_t i = 0; i < near->count; i++)
        node_list_add(arena, &nearer, near->items[i]);
    const struct node_list joined = inherit_metrics(arena, &nearer, &inherited);
    /* Only name and metricName together are the same; with neither key nothing is. */
    assert_int_equal(joined.count, 5);
    assert_ptr_equal(joined.items[0], far->items[1]);
    assert_ptr_equal(joined.items[1], far->items[2]);
    assert_ptr_equal(joined.items[2], far->items[3]);
    assert_ptr_equal(joined.items[3], near->items[0]);
    assert_ptr_equal(joined.items[4], near->items[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_joins_key_by_key_nested_maps_whole),
        cmocka_unit_test(inherited_metrics_come_first_without_those_named_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
