/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/aggregation_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static struct test_set *read_agg(const char *agg, struct seen_faults *seen)
{
    AUTO_ARENA arena = arena_new();

    return kit_metric(arena_printf(arena, "        name: m\n        agg: %s\n", agg), seen);
}

static void is(const char *agg, enum aggregation aggregation, const char *column)
{
    struct seen_faults seen;
    struct test_set *set = read_agg(agg, &seen);

    assert_non_null(set);
    assert_int_equal(set->tests[0].metrics[0].aggregation, aggregation);
    assert_string_equal(set->tests[0].metrics[0].columns[0], column);
    test_set_free(set);
}

static void refused(const char *agg, const char *expected)
{
    struct seen_faults seen;

    assert_null(read_agg(agg, &seen));
    assert_non_null(strstr(seen.text, expected));
}

static void the_known_aggregations_name_their_columns(void **state)
{
    (void)state;
    is("{agg_type: avg}", AGG_AVG, "m_avg");
    is("{agg_type: sum}", AGG_SUM, "m_sum");
    is("{agg_type: max}", AGG_MAX, "m_max");
    is("{agg_type: min}", AGG_MIN, "m_min");
    is("{agg_type: count}", AGG_COUNT, "m_count");
    is("{agg_type: value_count}", AGG_COUNT, "m_value_count");
}

static void within_a_run_the_unit_is_that_of_the_column(void **state)
{
    static const struct {
        const char *agg, *column, *unit;
        enum aggregation aggregation;
    } rows[] = {
        {"{agg_type: slope}\n        unit: MB", "m_slope", "MB/h", AGG_SLOPE},
        {"{agg_type: slope}", "m_slope", "/h", AGG_SLOPE},
        {"{agg_type: stddev}\n        unit: MB", "m_stddev", "MB", AGG_STDDEV},
        {"{agg_type: cv}\n        unit: MB", "m_cv", "%", AGG_CV},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seen_faults seen;
        struct test_set *set = read_agg(rows[i].agg, &seen);
        assert_non_null(set);
        assert_int_equal(set->tests[0].metrics[0].aggregation, rows[i].aggregation);
        assert_string_equal(set->tests[0].metrics[0].columns[0], rows[i].column);
        assert_string_equal(set->tests[0].metrics[0].unit, rows[i].unit);
        assert_string_equal(seen.text, "");
        test_set_free(set);
    }
}

static void the_cluster_is_not_asked_for_what_is_computed_here(void **state)
{
    static const char *const names[] = {"slope", "stddev", "cv"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct seen_faults seen;
        assert_null(kit_tests(
            arena_printf(arena,
                         "tests:\n  - name: t\n    pull: aggregates\n    metadata: {a: b}\n"
                         "    metrics:\n      - {name: m, metric_of_interest: value, agg: "
                         "{agg_type: %s}}\n",
                         names[i]),
            &seen));
        assert_non_null(strstr(
            seen.text, arena_printf(arena,
                                    "t.yaml:6:62: '%s' is computed here, from each document: the "
                                    "test needs pull: documents",
                                    names[i])));
    }
}

static void others_are_the_servers_business_with_a_warning(void **state)
{
    struct seen_faults seen;
    struct test_set *set = read_agg("{agg_type: cardinality}", &seen);

    (void)state;
    assert_int_equal(set->tests[0].metrics[0].aggregation, AGG_OTHER);
    assert_string_equal(set->tests[0].metrics[0].aggregation_name, "cardinality");
    assert_non_null(strstr(seen.text, "t.yaml:8:25: warning: 'cardinality' is an aggregation"));
    test_set_free(set);
}

static void percentiles_give_a_column_each_or_the_target_only(void **state)
{
    struct seen_faults seen;
    struct test_set *set = read_agg("{agg_type: percentiles, percents: [50, 99.9]}", &seen);

    (void)state;
    assert_int_equal(set->tests[0].metrics[0].column_count, 2);
    assert_string_equal(set->tests[0].metrics[0].columns[0], "m_percentiles_50.0");
    assert_string_equal(set->tests[0].metrics[0].columns[1], "m_percentiles_99.9");
    test_set_free(set);
    set = read_agg("{agg_type: percentiles, percents: [50, 95], target_percentile: 95}", &seen);
    assert_string_equal(seen.text, "");
    assert_int_equal(set->tests[0].metrics[0].column_count, 1);
    assert_string_equal(set->tests[0].metrics[0].columns[0], "m_percentiles_95.0");
    test_set_free(set);
    set = read_agg("{agg_type: percentiles, percents: [50], target_percentile: 42}", &seen);
    assert_non_null(strstr(seen.text, "warning: the target percentile is not among percents"));
    test_set_free(set);
}

static void wrong_ones_are_told_with_their_places(void **state)
{
    (void)state;
    refused("avg", "t.yaml:8:14: agg is a map with agg_type, not a text\n");
    refused("{value: x}", "t.yaml:8:14: agg needs agg_type");
    refused("{agg_type: [avg]}", "t.yaml:8:25: agg needs agg_type");
    refused("{agg_type: percentiles}", "t.yaml:8:14: percentiles need percents");
    refused("{agg_type: percentiles, percents: []}", "t.yaml:8:48: percentiles need percents");
    refused("{agg_type: percentiles, percents: [101]}", "t.yaml:8:49: a percentile is a number");
    refused("{agg_type: percentiles, percents: [5, 5]}", "asks for a percentile twice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_aggregations_name_their_columns),
        cmocka_unit_test(within_a_run_the_unit_is_that_of_the_column),
        cmocka_unit_test(the_cluster_is_not_asked_for_what_is_computed_here),
        cmocka_unit_test(others_are_the_servers_business_with_a_warning),
        cmocka_unit_test(percentiles_give_a_column_each_or_the_target_only),
        cmocka_unit_test(wrong_ones_are_told_with_their_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
