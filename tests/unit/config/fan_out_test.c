/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/fan_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

/* The names and the Python texts of what fan_out makes. */
static void gives(const char *text, const char *const *expected, size_t count)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct node_list list = {.count = 0};
    struct faults faults;
    const struct node *metric = kit_yaml(arena, text, &seen);

    faults_init(&faults, seen_report, &seen);
    assert_true(fan_out_expand(arena, metric, &faults, &list));
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(node_text(arena, list.items[i]), expected[i]);
}

static void a_metric_without_fan_out_stays_one(void **state)
{
    const char *const expected[] = {"{'name': '${x}'}"};

    (void)state;
    gives("name: ${x}", expected, 1);
}

static void each_entry_replaces_texts_then_fields(void **state)
{
    const char *const expected[] = {
        "{'name': 'cpu-etcd', 'labels': ['[etcd]', '${other}'], 'threshold': 10}",
        "{'name': 'cpu-api', 'labels': ['[api]', '${other}'], 'threshold': 40}",
        "{'name': 'plain-${c}', 'labels': ['[]', '${other}'], 'threshold': 10}",
    };

    (void)state;
    gives("name: cpu-${c}\nlabels: ['[${c}]', '${other}']\nthreshold: 10\nfan_out:\n"
          "  - c: etcd\n  - {c: api, threshold: 40, unused: x}\n  - {c: '', name: 'plain-${c}'}\n",
          expected, 3);
}

static void values_that_are_no_texts_are_put_in_as_python_prints_them(void **state)
{
    const char *const expected[] = {"{'name': 'a-4.2-True-[1, 2]'}"};

    (void)state;
    gives("{name: 'a-${v}-${b}-${l}', fan_out: [{v: 4.20, b: yes, l: [1, 2]}]}", expected, 1);
}

static void what_is_no_list_of_maps_is_a_fault_with_its_place(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct node_list list = {.count = 0};
    struct faults faults;

    (void)state;
    const struct node *metric = kit_yaml(arena, "name: x\nfan_out: {a: b}", &seen);
    faults_init(&faults, seen_report, &seen);
    assert_false(fan_out_expand(arena, metric, &faults, &list));
    assert_string_equal(seen.text, "t.yaml:2:10: fan_out is a list of maps, not a map\n");
    metric = kit_yaml(arena, "name: x\nfan_out: [{a: b}, c]", &seen);
    assert_false(fan_out_expand(arena, metric, &faults, &list));
    assert_string_equal(seen.text, "t.yaml:2:19: an entry of fan_out is a map, not a text\n");
}

static void more_metrics_than_the_limit_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct node_list list = {.count = 0};
    struct faults faults;
    char *text = arena_alloc(arena, 100000, 1);

    (void)state;
    char *at = stpcpy(text, "fan_out: [");
    for (size_t i = 0; i < 10001; i++)
        at = stpcpy(at, "{}, ");
    (void)stpcpy(at, "]");
    const struct node *metric = kit_yaml(arena, text, &seen);
    faults_init(&faults, seen_report, &seen);
    assert_false(fan_out_expand(arena, metric, &faults, &list));
    assert_non_null(strstr(seen.text, "fan_out gives more than 10000 metrics"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_metric_without_fan_out_stays_one),
        cmocka_unit_test(each_entry_replaces_texts_then_fields),
        cmocka_unit_test(values_that_are_no_texts_are_put_in_as_python_prints_them),
        cmocka_unit_test(what_is_no_list_of_maps_is_a_fault_with_its_place),
        cmocka_unit_test(more_metrics_than_the_limit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
