/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strmap.h"
#include "kit/config_kit.h"

#define METRIC(name) "      - {name: " name ", metric_of_interest: value}\n"
#define TEST(name) "  - name: " name "\n    metadata: {a: b}\n    metrics:\n"

static void refused(const char *text, const char *expected)
{
    struct seen_faults seen;

    assert_null(kit_tests(text, &seen));
    assert_non_null(strstr(seen.text, expected));
}

static struct test_set *load(const char *path, struct seen_faults *seen, struct error *err)
{
    static const char *const variables[] = {"version", "4.20"};
    const struct test_files files = {.paths = &path,
                                     .count = 1,
                                     .variables = variables,
                                     .variable_count = 1,
                                     .report = seen_report,
                                     .context = seen};

    seen->text[0] = '\0';
    return test_set_load(&files, err);
}

static void keys_of_a_test_are_read(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("tests:\n  - name: t\n    uuid_field: run_uuid\n    version_field: m.version\n"
                  "    timestamp: endDate\n    threshold: 9\n    benchmark_index: b*\n"
                  "    metadata_index: m*\n    pull: aggregates\n    source: other\n"
                  "    project: payments\n"
                  "    metadata: {m.version: '1'}\n    metrics:\n" METRIC("x"),
                  &seen);
    const struct test *test = &set->tests[0];

    (void)state;
    assert_string_equal(seen.text, "");
    assert_int_equal(test->test_id, name_id("t", NULL));
    assert_string_equal(test->uuid_field, "run_uuid");
    assert_string_equal(test->version_field, "m.version");
    assert_true(test->runs.must.items[0].orion_ignores);
    assert_string_equal(test->timestamp, "endDate");
    assert_string_equal(test->metrics[0].timestamp, "endDate");
    assert_true(test->metrics[0].threshold == 9);
    assert_string_equal(test->benchmark_index, "b*");
    assert_string_equal(test->metadata_index, "m*");
    assert_int_equal(test->pull, PULL_AGGREGATES);
    assert_string_equal(test->source, "other");
    assert_string_equal(test->project, "payments");
    assert_string_equal(test->place, "t.yaml:2:5");
    test_set_free(set);
}

static void tests_take_the_project_of_their_file_and_may_name_another(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("project: payments\ntests:\n"
                  "  - {name: t, metadata: {a: b}, metrics: [{name: x, metric_of_interest: v}]}\n"
                  "  - {name: u, project: shop, metadata: {a: b},\n"
                  "     metrics: [{name: x, metric_of_interest: v}]}\n",
                  &seen);

    (void)state;
    assert_string_equal(seen.text, "");
    assert_string_equal(set->tests[0].project, "payments");
    assert_non_null(strstr(set->tests[0].definition, "\"project\":\"payments\""));
    assert_string_equal(set->tests[1].project, "shop");
    test_set_free(set);
    refused("project: [a]\ntests: []\n", "t.yaml:1:10: project is a text, not a list");
    refused("project: ''\ntests: []\n", "t.yaml:1:10: project is a text, not an empty one");
}

static void what_is_no_test_file_is_refused(void **state)
{
    (void)state;
    refused("", "t.yaml:1:1: a test file is a map with tests, not nothing\n");
    refused("- a\n", "t.yaml:1:1: a test file is a map with tests, not a list\n");
    refused("test: []\n", "t.yaml:1:1: warning: a test file has no key 'test'; is 'tests' meant?\n"
                          "t.yaml:1:1: the file has no tests\n");
    refused("tests: {}\n", "t.yaml:1:8: tests is a list\n");
    refused("tests: [x]\n", "t.yaml:1:9: a test is a map, not a text\n");
}

static void a_test_needs_name_and_metrics(void **state)
{
    (void)state;
    refused("tests:\n  - metadata: {a: b}\n    metrics:\n" METRIC("x"),
            "t.yaml:2:5: the test has no name\n");
    refused("tests:\n  - {name: t, metadata: {a: b}}\n",
            "t.yaml:2:5: the test has no metrics, neither its own nor from a file\n");
    refused("tests:\n  - {name: t, metadata: {a: b}, metrics: {}}\n",
            "metrics is a list, not a map");
    refused("tests:\n  - {name: t, metadata: {a: b}, metrics: [x]}\n",
            "t.yaml:2:43: a metric is a map, not a text\n");
    refused("tests:\n  - {name: t, metadata: [a]}\n", "metadata is a map of field to value");
    refused("tests:\n  - {name: t, pull: some}\n",
            "pull is 'documents' or 'aggregates', not 'some'");
    refused("tests:\n  - {name: t, threshold: x}\n", "threshold is a percentage, not a text");
    refused("tests:\n  - {name: t, uuid_field: [a]}\n", "uuid_field is a text, not a list");
}

static void a_test_without_metadata_is_left_out_with_a_warning(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("tests:\n  - name: t\n    metrics:\n" METRIC("x") TEST("u") METRIC("x"), &seen);

    (void)state;
    assert_int_equal(set->count, 1);
    assert_string_equal(set->tests[0].name, "u");
    assert_string_equal(seen.text,
                        "t.yaml:2:5: warning: the test has no metadata: it is left out\n");
    test_set_free(set);
}

static void duplicates_are_refused_with_both_places(void **state)
{
    (void)state;
    refused("tests:\n" TEST("t") METRIC("x") METRIC("x"),
            "t.yaml:6:9: the metric 'x' is there twice: the first is at t.yaml:5:9\n");
    refused("tests:\n" TEST("t") METRIC("x") TEST("t") METRIC("y"),
            "t.yaml:6:5: the test 't' is there twice, the first is at t.yaml:2:5");
    refused("tests:\n" TEST("t") "      - {name: a_b, metric_of_interest: c}\n"
                                 "      - {name: a, metric_of_interest: b_c}\n",
            "t.yaml:6:9: the metric 'a' gives a column that another one gives");
}

static void the_same_name_with_another_field_is_no_duplicate(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_tests(
        "tests:\n" TEST("t") METRIC("x") "      - {name: x, metric_of_interest: P50}\n", &seen);

    (void)state;
    assert_int_equal(set->tests[0].metric_count, 2);
    test_set_free(set);
}

static void a_correlation_with_no_column_is_warned_of(void **state)
{
    struct seen_faults seen;
    struct test_set *set = kit_tests(
        "tests:\n" TEST("t")
            METRIC("x") "      - {name: y, metric_of_interest: value, correlation: x_value}\n"
                        "      - {name: z, metric_of_interest: value, correlation: nope_avg}\n",
        &seen);

    (void)state;
    assert_string_equal(seen.text, "t.yaml:7:9: warning: the metric 'z' is correlated with "
                                   "'nope_avg', which is no column of this test: its changes are "
                                   "dropped\n");
    test_set_free(set);
}

static void mistyped_keys_of_a_test_are_warned_of(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("tests:\n  - name: t\n    metadata: {a: b}\n"
                  "    tresholt: 1\n    direction: 1\n    zzz: 1\n    metrics:\n" METRIC("x"),
                  &seen);

    (void)state;
    assert_string_equal(
        seen.text, "t.yaml:4:5: warning: a test has no key 'tresholt'; is 'threshold' meant?\n"
                   "t.yaml:5:5: warning: direction belongs to a metric: here it has no effect\n"
                   "t.yaml:6:5: warning: a test has no key 'zzz'\n");
    test_set_free(set);
}

static void included_files_join_as_orion_joins_them(void **state)
{
    struct kit_folder folder;
    struct seen_faults seen;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    (void)kit_folder_write(&folder, "parent.yaml",
                           "platform: GCP\nstream: far\nwildcard: {v: '{{ version }}*'}\n");
    (void)kit_folder_write(&folder, "local.yaml", "stream: local\nzone: z\n");
    (void)kit_folder_write(&folder, "metrics.yaml",
                           "- {name: x, metricName: m, metric_of_interest: value}\n"
                           "- {name: far, metric_of_interest: value}\n");
    (void)kit_folder_write(&folder, "local-metrics.yaml",
                           "- {name: local, metric_of_interest: value}\n");
    const char *path = kit_folder_write(
        &folder, "tests.yaml",
        "parentConfig: parent.yaml\nmetricsFile: metrics.yaml\ntests:\n"
        "  - name: all\n    local_config: local.yaml\n    local_metrics: local-metrics.yaml\n"
        "    metadata: {platform: AWS}\n    metrics:\n"
        "      - {name: x, metricName: m, metric_of_interest: value, threshold: 15}\n"
        "  - name: own\n    IgnoreGlobal: true\n    IgnoreGlobalMetrics: true\n"
        "    metadata: {a: b}\n    metrics:\n" METRIC("y"));
    struct test_set *set = load(path, &seen, &err);
    assert_string_equal(seen.text, "");
    const struct test *all = &set->tests[0], *own = &set->tests[1];
    assert_int_equal(all->runs.must.count, 3);
    assert_string_equal(all->runs.must.items[0].value.text, "AWS");
    assert_string_equal(all->runs.must.items[1].value.text, "local");
    assert_string_equal(all->runs.wildcard.items[0].value.text, "4.20*");
    assert_int_equal(all->metric_count, 3);
    assert_string_equal(all->metrics[0].name, "far");
    assert_string_equal(all->metrics[1].name, "local");
    assert_true(all->metrics[2].threshold == 15);
    assert_int_equal(own->runs.must.count, 1);
    assert_int_equal(own->metric_count, 1);
    test_set_free(set);
    kit_folder_done(&folder);
}

static void faults_in_included_files_are_placed_there(void **state)
{
    struct kit_folder folder;
    struct seen_faults seen;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    (void)kit_folder_write(&folder, "parent.yaml", "- a list\n");
    (void)kit_folder_write(&folder, "metrics.yaml",
                           "- name: m\n  metric_of_interest: {{ oops }}\n");
    const char *path =
        kit_folder_write(&folder, "tests.yaml",
                         "parentConfig: parent.yaml\nmetricsFile: metrics.yaml\ntests:\n"
                         "  - name: t\n    local_config: nope.yaml\n    pull: x\n");
    assert_null(load(path, &seen, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(seen.text, "/parent.yaml:1:1: this file must hold a map of metadata"));
    assert_non_null(strstr(seen.text, "/metrics.yaml:2:26: template: 'oops' is undefined"));
    assert_non_null(strstr(seen.text, "/tests.yaml:5:19: the file "));
    assert_non_null(strstr(seen.text, "/tests.yaml:6:11: pull is"));
    kit_folder_done(&folder);
}

static void a_file_that_is_not_there_is_a_fault(void **state)
{
    struct seen_faults seen;
    struct error err;

    (void)state;
    assert_null(load("/nonexistent/tests.yaml", &seen, &err));
    assert_string_equal(err.place, "/nonexistent/tests.yaml");
    assert_non_null(strstr(err.text, "cannot be read: No such file or directory"));
    assert_null(load("/", &seen, &err));
    assert_non_null(strstr(err.text, "cannot be read: Is a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_a_test_are_read),
        cmocka_unit_test(tests_take_the_project_of_their_file_and_may_name_another),
        cmocka_unit_test(what_is_no_test_file_is_refused),
        cmocka_unit_test(a_test_needs_name_and_metrics),
        cmocka_unit_test(a_test_without_metadata_is_left_out_with_a_warning),
        cmocka_unit_test(duplicates_are_refused_with_both_places),
        cmocka_unit_test(the_same_name_with_another_field_is_no_duplicate),
        cmocka_unit_test(a_correlation_with_no_column_is_warned_of),
        cmocka_unit_test(mistyped_keys_of_a_test_are_warned_of),
        cmocka_unit_test(included_files_join_as_orion_joins_them),
        cmocka_unit_test(faults_in_included_files_are_placed_there),
        cmocka_unit_test(a_file_that_is_not_there_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
