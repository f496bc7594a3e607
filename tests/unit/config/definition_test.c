/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

#define HEAD "tests:\n  - name: t\n    metadata: {b: 2, a: x}\n    metrics:\n"

static void definitions_do_not_depend_on_how_the_file_is_written(void **state)
{
    struct seen_faults seen;
    struct test_set *one =
        kit_tests(HEAD "      - {name: m, metric_of_interest: v, threshold: 10, k: w}\n", &seen);
    struct test_set *two = kit_tests("# a comment\n" HEAD "      - metric_of_interest: 'v'\n"
                                     "        threshold: 10.0\n        k: w\n        name: m\n",
                                     &seen);

    (void)state;
    assert_string_equal(one->tests[0].definition, two->tests[0].definition);
    assert_string_equal(one->tests[0].hash, two->tests[0].hash);
    assert_int_equal(strlen(one->tests[0].hash), 64);
    test_set_free(one);
    test_set_free(two);
}

static void what_changes_the_meaning_changes_the_hash(void **state)
{
    struct seen_faults seen;
    struct test_set *one = kit_tests(HEAD "      - {name: m, metric_of_interest: v}\n", &seen);
    struct test_set *two =
        kit_tests(HEAD "      - {name: m, metric_of_interest: v, direction: -1}\n", &seen);
    struct test_set *three =
        kit_tests(HEAD "      - {name: m, metric_of_interest: v, k: '1'}\n", &seen);
    struct test_set *four =
        kit_tests(HEAD "      - {name: m, metric_of_interest: v, k: 1}\n", &seen);

    (void)state;
    assert_string_not_equal(one->tests[0].hash, two->tests[0].hash);
    assert_string_not_equal(three->tests[0].hash, four->tests[0].hash);
    test_set_free(one);
    test_set_free(two);
    test_set_free(three);
    test_set_free(four);
}

static void the_form_of_the_definition_stays(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_tests(HEAD "      - {name: m, metric_of_interest: v, agg: "
                                          "{agg_type: percentiles, percents: [50]}}\n",
                                     &seen);

    (void)state;
    assert_string_equal(
        set->tests[0].definition,
        "{\"benchmark_index\":null,\"metadata_index\":null,\"metrics\":[{\"aggregation\":{"
        "\"percents\":[50.0],\"target\":null,\"type\":\"percentiles\"},\"columns\":["
        "\"m_percentiles_50.0\"],\"context\":5,\"correlation\":\"\",\"direction\":1,\"field\":"
        "\"v\","
        "\"group_by\":null,\"labels\":[],\"metadata\":false,\"must\":[],\"must_not\":[],\"name\":"
        "\"m\",\"regression_algorithm\":\"steady\",\"threshold\":0.0,\"timestamp\":\"timestamp\"}],"
        "\"name\":\"t\",\"pull\":"
        "\"documents\",\"runs\":{\"must\":[{\"field\":\"b\",\"type\":\"integer\",\"value\":\"2\"},{"
        "\"field\":\"a\",\"type\":\"text\",\"value\":\"x\"}],\"must_not\":[],\"wildcard\":[]},"
        "\"source\":null,\"timestamp\":\"timestamp\",\"uuid_field\":\"uuid\",\"version_field\":"
        "\"ocpVersion\"}");
    test_set_free(set);
}

static void limits_units_and_projects_stand_in_it_where_they_are_said(void **state)
{
    struct seen_faults seen;
    struct test_set *said =
        kit_tests("tests:\n  - name: t\n    project: p\n    metadata: {b: 2}\n"
                  "    metrics:\n      - {name: m, metric_of_interest: v, unit: "
                  "ms, limit: {min: 0, max: 30}}\n",
                  &seen);

    (void)state;
    assert_non_null(strstr(said->tests[0].definition, "\"limit_max\":30.0,\"limit_min\":0.0,"));
    assert_non_null(strstr(said->tests[0].definition, "\"unit\":\"ms\""));
    assert_non_null(strstr(said->tests[0].definition, "\"project\":\"p\""));
    test_set_free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definitions_do_not_depend_on_how_the_file_is_written),
        cmocka_unit_test(what_changes_the_meaning_changes_the_hash),
        cmocka_unit_test(the_form_of_the_definition_stays),
        cmocka_unit_test(limits_units_and_projects_stand_in_it_where_they_are_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
