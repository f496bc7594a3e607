/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/metric_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void refused(const char *lines, const char *expected)
{
    struct seen_faults seen;

    assert_null(kit_metric(lines, &seen));
    assert_non_null(strstr(seen.text, expected));
}

static void defaults_are_orions(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n", &seen);
    const struct metric *metric = &set->tests[0].metrics[0];

    (void)state;
    assert_string_equal(seen.text, "");
    assert_int_equal(metric->direction, 1);
    assert_true(metric->threshold == 0);
    assert_int_equal(metric->context, 5);
    assert_string_equal(metric->correlation, "");
    assert_string_equal(metric->timestamp, "timestamp");
    assert_int_equal(metric->aggregation, AGG_NONE);
    assert_null(metric->group_by);
    assert_false(metric->is_metadata);
    assert_string_equal(metric->columns[0], "m_value");
    assert_string_equal(metric->place, "t.yaml:6:9");
    test_set_free(set);
}

static void every_key_is_read(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n"
                                      "        agg: {value: x, agg_type: max}\n"
                                      "        direction: -1\n"
                                      "        threshold: -7.5\n"
                                      "        labels: [one, 2]\n"
                                      "        context: 3\n"
                                      "        timestamp: end_time\n"
                                      "        not: {jobName: [a, b]}\n"
                                      "        metricName.keyword: containerCPU\n"
                                      "        config.http2: true\n",
                                      &seen);
    const struct metric *metric = &set->tests[0].metrics[0];

    (void)state;
    assert_string_equal(seen.text, "");
    assert_int_equal(metric->aggregation, AGG_MAX);
    assert_string_equal(metric->columns[0], "m_max");
    assert_int_equal(metric->direction, -1);
    assert_true(metric->threshold == 7.5);
    assert_int_equal(metric->label_count, 2);
    assert_string_equal(metric->labels[1], "2");
    assert_int_equal(metric->context, 3);
    assert_string_equal(metric->timestamp, "end_time");
    assert_int_equal(metric->must_not.count, 2);
    assert_int_equal(metric->must.count, 2);
    assert_string_equal(metric->must.items[1].field, "config.http2");
    assert_int_equal(metric->must.items[1].value.type, VALUE_BOOL);
    test_set_free(set);
}

static void limits_and_unit_are_read_where_they_are_said(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric(
        "        name: m\n        limit: {max: 30, min: -1.5}\n        unit: ms\n", &seen);
    const struct metric *metric = &set->tests[0].metrics[0];

    (void)state;
    assert_string_equal(seen.text, "");
    assert_true(metric->has_limit_min && metric->limit_min == -1.5);
    assert_true(metric->has_limit_max && metric->limit_max == 30);
    assert_string_equal(metric->unit, "ms");
    assert_int_equal(metric->must.count, 0);
    test_set_free(set);
    set = kit_metric("        name: m\n        limit: {max: '30'}\n", &seen);
    assert_true(set->tests[0].metrics[0].has_limit_max);
    assert_false(set->tests[0].metrics[0].has_limit_min);
    assert_string_equal(set->tests[0].metrics[0].unit, "");
    test_set_free(set);
}

static void the_algorithm_of_regressions_is_the_metrics_else_the_tests(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_tests("tests:\n  - name: t\n    metadata: {a: b}\n"
                                     "    regression_algorithm: percent\n    metrics:\n"
                                     "      - {name: m, metric_of_interest: v}\n"
                                     "      - {name: n, metric_of_interest: v, "
                                     "regression_algorithm: edivisive}\n",
                                     &seen);

    (void)state;
    assert_string_equal(seen.text, "");
    assert_string_equal(set->tests[0].metrics[0].regression_algorithm, "percent");
    assert_string_equal(set->tests[0].metrics[1].regression_algorithm, "edivisive");
    assert_int_equal(set->tests[0].metrics[1].must.count, 0);
    assert_non_null(strstr(set->tests[0].definition, "\"regression_algorithm\":\"percent\""));
    test_set_free(set);
    set = kit_metric("        name: m\n", &seen);
    assert_string_equal(set->tests[0].metrics[0].regression_algorithm, "steady");
    test_set_free(set);
}

static void an_unknown_algorithm_of_regressions_is_refused_with_its_place(void **state)
{
    struct seen_faults seen;

    (void)state;
    assert_null(kit_metric("        name: m\n        regression_algorithm: guess\n", &seen));
    assert_string_equal(
        seen.text,
        "t.yaml:8:31: regression_algorithm is 'edivisive', 'percent' or 'steady', not 'guess'\n");
    assert_null(kit_metric("        name: m\n        regression_algorithm: [percent]\n", &seen));
    assert_non_null(strstr(seen.text, "regression_algorithm is a text, not a list"));
}

static void a_limit_may_be_filled_in_by_fan_out(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m${n}\n        limit: {max: '${n}'}\n"
                                      "        fan_out: [{n: 30}, {n: 40}]\n",
                                      &seen);

    (void)state;
    assert_true(set->tests[0].metrics[0].limit_max == 30);
    assert_true(set->tests[0].metrics[1].limit_max == 40);
    test_set_free(set);
}

static void limits_that_no_value_or_every_value_meets_are_refused(void **state)
{
    (void)state;
    refused("        name: m\n        limit: {max: 1, min: 2}\n",
            "t.yaml:8:16: the limit's min, 2, is above its max, 1: no value is within\n");
    refused("        name: m\n        limit: {}\n",
            "t.yaml:8:16: limit names neither min nor max\n");
    refused("        name: m\n        limit: {most: 1}\n",
            "t.yaml:8:17: limit has min and max, no 'most'\n");
    refused("        name: m\n        limit: {max: high}\n",
            "t.yaml:8:22: a number, the limit, is expected, not a text\n");
    refused("        name: m\n        limit: {max: .inf}\n", "t.yaml:8:22: a number, the limit");
    refused("        name: m\n        limit: {max: }\n", ": a number, the limit");
    refused("        name: m\n        unit: [ms]\n",
            "t.yaml:8:15: a unit, a text, is expected, not a list\n");
}

static void a_limit_that_is_no_map_is_a_field_of_documents(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n        limit: 30\n", &seen);

    (void)state;
    assert_non_null(strstr(seen.text, "t.yaml:8:16: warning: this asks for documents"));
    assert_string_equal(set->tests[0].metrics[0].must.items[0].field, "limit");
    assert_false(set->tests[0].metrics[0].has_limit_max);
    test_set_free(set);
}

static void direction_as_a_text_is_both_directions_with_a_warning(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n        direction: '-1'\n", &seen);

    (void)state;
    assert_int_equal(set->tests[0].metrics[0].direction, 0);
    assert_string_equal(seen.text, "t.yaml:8:20: warning: direction is the number 1 or -1; a text "
                                   "counts as both directions\n");
    test_set_free(set);
}

static void a_threshold_may_be_a_text_that_is_a_number(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n        threshold: '12'\n", &seen);

    (void)state;
    assert_true(set->tests[0].metrics[0].threshold == 12);
    test_set_free(set);
}

static void metadata_metrics_are_marked(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_metric("        name: m\n        type: metadata\n", &seen);

    (void)state;
    assert_true(set->tests[0].metrics[0].is_metadata);
    assert_int_equal(set->tests[0].metrics[0].must.count, 0);
    test_set_free(set);
    set = kit_metric("        name: m\n        type: other\n", &seen);
    assert_string_equal(set->tests[0].metrics[0].must.items[0].field, "type");
    test_set_free(set);
}

static void a_map_as_condition_is_warned_of(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_metric("        name: m\n        config: {termination: http}\n", &seen);

    (void)state;
    assert_string_equal(set->tests[0].metrics[0].must.items[0].value.text,
                        "{'termination': 'http'}");
    assert_non_null(strstr(seen.text, "t.yaml:8:17: warning: 'config' is compared with the text"));
    test_set_free(set);
}

static void wrong_values_are_told_with_their_places(void **state)
{
    (void)state;
    refused("        x: y\n", "t.yaml:6:9: the metric has no name\n");
    refused("        name: [m]\n", "t.yaml:7:15: the metric's name is expected, not a list\n");
    refused("        name: m\n        threshold: ten\n",
            "t.yaml:8:20: a percentage is expected, not a text\n");
    refused("        name: m\n        context: 2.5\n", "t.yaml:8:18: a whole number of runs");
    refused("        name: m\n        labels: {a: b}\n",
            "t.yaml:8:17: a list of texts is expected, not a map\n");
    refused("        name: m\n        group_by: [a, b]\n",
            "t.yaml:8:19: group_by takes one field, here are 2\n");
    refused("        name: m\n        group_by: []\n",
            "t.yaml:8:19: group_by takes one field, here are 0\n");
    refused("        name: m\n        not: x\n", "t.yaml:8:14: 'not' is a map");
    refused("        name: m\n        correlation: [a]\n", "t.yaml:8:22: the name of a column");
    refused("        name: m\n        timestamp: ''\n", "t.yaml:8:20: the name of a time field");
    refused("        name: m\n        yes: 1\n", "t.yaml:8:9: a field name must be a text");
}

static void all_faults_of_a_metric_are_told_at_once(void **state)
{
    struct seen_faults seen;

    (void)state;
    assert_null(kit_metric("        threshold: x\n        context: y\n", &seen));
    assert_non_null(strstr(seen.text, "t.yaml:6:9:"));
    assert_non_null(strstr(seen.text, "t.yaml:7:20:"));
    assert_non_null(strstr(seen.text, "t.yaml:8:18:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_orions),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(limits_and_unit_are_read_where_they_are_said),
        cmocka_unit_test(the_algorithm_of_regressions_is_the_metrics_else_the_tests),
        cmocka_unit_test(an_unknown_algorithm_of_regressions_is_refused_with_its_place),
        cmocka_unit_test(a_limit_may_be_filled_in_by_fan_out),
        cmocka_unit_test(limits_that_no_value_or_every_value_meets_are_refused),
        cmocka_unit_test(a_limit_that_is_no_map_is_a_field_of_documents),
        cmocka_unit_test(direction_as_a_text_is_both_directions_with_a_warning),
        cmocka_unit_test(a_threshold_may_be_a_text_that_is_a_number),
        cmocka_unit_test(metadata_metrics_are_marked),
        cmocka_unit_test(a_map_as_condition_is_warned_of),
        cmocka_unit_test(wrong_values_are_told_with_their_places),
        cmocka_unit_test(all_faults_of_a_metric_are_told_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
