/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/metric_expand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void a_group_value_becomes_a_condition_and_fills_every_text(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct error err;
    struct metric made;
    struct test_set *set = kit_metric("        name: cpu-${labels.ns.keyword}\n"
                                      "        group_by: [labels.ns.keyword]\n"
                                      "        metricName: m-${labels.ns.keyword}\n"
                                      "        samples: 3\n"
                                      "        labels: ['[${labels.ns.keyword}]', plain]\n"
                                      "        correlation: mem-${labels.ns.keyword}_avg\n"
                                      "        not: {job: 'gc-${labels.ns.keyword}'}\n"
                                      "        agg: {agg_type: avg}\n",
                                      &seen);
    const struct metric *metric = &set->tests[0].metrics[0];

    (void)state;
    assert_string_equal(metric->columns[0], "cpu-${labels.ns.keyword}_avg");
    assert_true(metric_expand_group(arena, metric, "etcd", &made, &err));
    assert_string_equal(made.name, "cpu-etcd");
    assert_string_equal(made.columns[0], "cpu-etcd_avg");
    assert_null(made.group_by);
    assert_int_equal(made.must.count, 3);
    assert_string_equal(made.must.items[0].value.text, "m-etcd");
    assert_string_equal(made.must.items[1].value.text, "3");
    assert_string_equal(made.must.items[2].field, "labels.ns.keyword");
    assert_string_equal(made.must.items[2].value.text, "etcd");
    assert_string_equal(made.must_not.items[0].value.text, "gc-etcd");
    assert_string_equal(made.labels[0], "[etcd]");
    assert_string_equal(made.labels[1], "plain");
    assert_string_equal(made.correlation, "mem-etcd_avg");
    test_set_free(set);
}

static void the_original_is_not_touched_and_values_are_not_looked_into(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct error err;
    struct metric made;
    struct test_set *set = kit_metric("        name: n-${f}\n        group_by: f\n", &seen);
    const struct metric *metric = &set->tests[0].metrics[0];

    (void)state;
    assert_true(metric_expand_group(arena, metric, "${f}", &made, &err));
    assert_string_equal(made.name, "n-${f}");
    assert_string_equal(made.must.items[0].value.text, "${f}");
    assert_string_equal(metric->group_by, "f");
    assert_int_equal(metric->must.count, 0);
    test_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_value_becomes_a_condition_and_fills_every_text),
        cmocka_unit_test(the_original_is_not_touched_and_values_are_not_looked_into),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
