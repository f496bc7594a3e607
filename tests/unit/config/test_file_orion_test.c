/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

#define METRIC(name) "      - {name: " name ", metric_of_interest: value}\n"
#define TEST(name) "  - name: " name "\n    metadata: {a: b}\n    metrics:\n"

static struct test_set *parse(const char *text, struct seen_faults *seen)
{
    const struct test_files options = {.input_vars_json = "{\"version\": 4.20}",
                                       .orion = true,
                                       .report = seen_report,
                                       .context = seen};
    struct error err = {.code = ERROR_NONE};

    seen->text[0] = '\0';
    return test_set_parse("t.yaml", text, strlen(text), &options, &err);
}

static void refused(const char *text, const char *expected)
{
    struct seen_faults seen;

    assert_null(parse(text, &seen));
    assert_non_null(strstr(seen.text, expected));
}

static void what_the_service_refuses_and_orion_loads_is_loaded(void **state)
{
    struct seen_faults seen;
    struct test_set *set = parse("tests:\n" TEST("t") METRIC("x") TEST("t") METRIC("y")
                                     TEST("u") "      - {name: a_b, metric_of_interest: c}\n"
                                               "      - {name: a, metric_of_interest: b_c}\n"
                                               "      - {name: none}\n" TEST("v") "      []\n",
                                 &seen);

    (void)state;
    assert_non_null(set);
    assert_int_equal(set->count, 4);
    assert_string_equal(set->tests[1].name, "t");
    assert_string_equal(set->tests[2].metrics[1].columns[0], "a_b_c");
    assert_null(set->tests[2].metrics[2].field);
    assert_int_equal(set->tests[2].metrics[2].column_count, 0);
    assert_int_equal(set->tests[3].metric_count, 0);
    test_set_free(set);
}

static void duplicates_are_looked_for_in_all_tests_of_the_file(void **state)
{
    (void)state;
    refused("tests:\n" TEST("t") METRIC("x") METRIC("x"),
            "t.yaml:6:9: the metric 'x' is there twice: the first is at t.yaml:5:9\n");
    refused("tests:\n" TEST("t") METRIC("x") TEST("t") METRIC("x"),
            "t.yaml:9:9: the metric 'x' is there twice: the first is at t.yaml:5:9\n");
    refused("tests:\n" TEST("t") "      - {name: x}\n      - {name: x}\n",
            "the metric 'x' is there twice");
    refused("tests:\n  - name: t\n    metrics:\n" METRIC("x") METRIC("x"),
            "the metric 'x' is there twice");
}

static void a_test_without_metadata_is_skipped_and_still_first(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        parse("jira_url: https://jira.example\ntests:\n  - name: t\n    metrics:\n" METRIC("x")
                  TEST("u") METRIC("x"),
              &seen);

    (void)state;
    assert_int_equal(set->count, 1);
    assert_null(set->first_version);
    assert_null(set->first_benchmark);
    assert_string_equal(set->jira.url, "https://jira.example");
    assert_null(set->jira.token);
    test_set_free(set);
}

static void metadata_without_a_value_is_refused(void **state)
{
    (void)state;
    refused("tests:\n  - name: t\n    metadata:\n    metrics:\n" METRIC("x"),
            "t.yaml:3:5: metadata holds nothing\n");
}

static void the_first_test_says_what_acknowledgements_are_for(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        parse("tests:\n  - name: t\n    version_field: v\n    metadata: {v: {{ version }}, "
              "benchmark.keyword: '\"quoted\"', ocpVersion: x}\n    metrics:\n" METRIC("x"),
              &seen);

    (void)state;
    assert_string_equal(set->first_version, "4.2");
    assert_string_equal(set->first_benchmark, "quoted");
    test_set_free(set);
}

static const struct metric *metric_of(const char *lines, struct test_set **ret,
                                      struct seen_faults *seen)
{
    AUTO_ARENA arena = arena_new();

    *ret = parse(arena_printf(arena,
                              "tests:\n  - name: t\n    threshold: x\n    metadata: {a: b}\n"
                              "    metrics: [{name: m, metric_of_interest: v, %s}]\n",
                              lines),
                 seen);
    return *ret ? &(*ret)->tests[0].metrics[0] : NULL;
}

static void numbers_are_taken_as_python_takes_them(void **state)
{
    struct seen_faults seen;
    struct test_set *set;
    const struct metric *metric;

    (void)state;
    metric = metric_of("threshold: -2.9, direction: '-1', context: 2.5", &set, &seen);
    assert_true(metric->threshold == 2.9);
    assert_int_equal(metric->direction, -1);
    assert_int_equal(metric->context, 2);
    test_set_free(set);
    metric = metric_of("threshold: ' 7 ', direction: 1.9, context: -3, correlation: ", &set, &seen);
    assert_true(metric->threshold == 7);
    assert_int_equal(metric->direction, 1);
    assert_int_equal(metric->context, -1);
    assert_string_equal(metric->correlation, "None");
    test_set_free(set);
    metric = metric_of("threshold: 1, direction: 2, labels: one", &set, &seen);
    assert_int_equal(metric->direction, 0);
    assert_true(metric->labels_is_text);
    test_set_free(set);
    assert_null(metric_of("threshold: '2.9'", &set, &seen));
    assert_non_null(strstr(seen.text, "a percentage is expected"));
    assert_null(metric_of("direction: up", &set, &seen));
    assert_null(metric_of("direction: 1", &set, &seen)); /* the test's threshold is x */
    assert_non_null(strstr(seen.text, "that of its test is no number"));
}

static void names_are_texts(void **state)
{
    (void)state;
    refused("tests:\n  - {name: 5, metadata: {a: b}, metrics: []}\n",
            "t.yaml:2:12: name is a text, not a whole number\n");
    refused("tests:\n" TEST("t") "      - {name: 5}\n", "the metric's name, a text, is expected");
}

static void only_correct_understands_a_metadata_level_of_a_local_config(void **state)
{
    static const char text[] = "tests:\n  - name: t\n    local_config: l.yaml\n"
                               "    metadata: {a: b}\n    metrics:\n" METRIC("x");
    struct kit_folder folder;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    (void)kit_folder_write(&folder, "l.yaml", "metadata: {platform: AWS, b: 1}\nb: 2\nc: 3\n");
    const char *path = kit_folder_write(&folder, "t.yaml", text);
    struct test_files files = {.paths = &path, .count = 1, .orion = true};
    struct test_set *set = test_set_load(&files, &err);
    assert_string_equal(run_filter_find(&set->tests[0].runs, "metadata")->value.text,
                        "{'platform': 'AWS', 'b': 1}");
    assert_null(run_filter_find(&set->tests[0].runs, "platform"));
    test_set_free(set);
    files.correct = true;
    set = test_set_load(&files, &err);
    assert_null(run_filter_find(&set->tests[0].runs, "metadata"));
    assert_string_equal(run_filter_find(&set->tests[0].runs, "platform")->value.text, "AWS");
    assert_string_equal(run_filter_find(&set->tests[0].runs, "b")->value.text, "1");
    assert_string_equal(run_filter_find(&set->tests[0].runs, "c")->value.text, "3");
    test_set_free(set);
    kit_folder_done(&folder);
}

static void included_files_may_be_empty(void **state)
{
    static const char text[] =
        "parentConfig: e.yaml\nmetricsFile: e.yaml\ntests:\n  - name: t\n    metrics:\n" METRIC(
            "x") "  - name: u\n    local_config: e.yaml\n    metrics:\n" METRIC("x");
    struct kit_folder folder;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    (void)kit_folder_write(&folder, "e.yaml", "# nothing\n");
    const char *path = kit_folder_write(&folder, "t.yaml", text);
    const struct test_files files = {.paths = &path, .count = 1, .orion = true};
    struct test_set *set = test_set_load(&files, &err);
    assert_non_null(set);
    assert_int_equal(set->count, 1); /* t has no metadata; u has none of it, but has it */
    assert_string_equal(set->tests[0].name, "u");
    test_set_free(set);
    kit_folder_done(&folder);
}

static void variables_that_are_no_json_are_the_only_fault(void **state)
{
    struct seen_faults seen = {.text = ""};
    const struct test_files options = {
        .input_vars_json = "{version: 1}", .report = seen_report, .context = &seen};
    struct error err;

    (void)state;
    assert_null(test_set_parse("t.yaml", "{{ x }}", 7, &options, &err));
    assert_int_equal(strncmp(seen.text, "input variables: not JSON at line 1 column 2", 44), 0);
    assert_string_equal(strchr(seen.text, '\n'), "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_service_refuses_and_orion_loads_is_loaded),
        cmocka_unit_test(duplicates_are_looked_for_in_all_tests_of_the_file),
        cmocka_unit_test(a_test_without_metadata_is_skipped_and_still_first),
        cmocka_unit_test(metadata_without_a_value_is_refused),
        cmocka_unit_test(the_first_test_says_what_acknowledgements_are_for),
        cmocka_unit_test(numbers_are_taken_as_python_takes_them),
        cmocka_unit_test(names_are_texts),
        cmocka_unit_test(only_correct_understands_a_metadata_level_of_a_local_config),
        cmocka_unit_test(included_files_may_be_empty),
        cmocka_unit_test(variables_that_are_no_json_are_the_only_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
