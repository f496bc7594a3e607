/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/viz_data.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NOW = 1795363200 };

static const char *const labels[] = {"[Jira: PerfScale]"};
static const struct metric plain = {.direction = 1,
                                    .threshold = 2.9,
                                    .labels = labels,
                                    .label_count = 1,
                                    .correlation = "",
                                    .context = 5};
static struct cell values[] = {
    {.kind = CELL_INTEGER, .integer = 3998, .real = 3998},
    {.kind = CELL_MISSING},
    {.kind = CELL_REAL, .real = 4897.5},
    {.kind = CELL_REAL, .real = INFINITY},
};
static struct cell links[] = {
    {.kind = CELL_TEXT, .text = "https://prow.example/lab/r00"},
    {.kind = CELL_TEXT, .text = "N/A"},
    {.kind = CELL_BOOL, .integer = 1},
    {.kind = CELL_JSON, .text = "[1,2]"},
};
static struct frame_column columns[] = {
    {.name = "latency", .role = COLUMN_VALUE, .metric = &plain, .cells = values},
    {.name = "buildUrl", .role = COLUMN_DISPLAY, .cells = links},
    {.name = "second", .role = COLUMN_VALUE, .metric = &plain, .cells = values},
};
static const char *const prs[] = {"https://github.com/a/b/pull/1"};
static struct frame_row rows[] = {
    {.run = "r0",
     .time = 1749788077,
     .has_time = true,
     .version = {CELL_REAL, .real = 4.2},
     .build_url = "https://prow.example/lab/r00"},
    {.run = "r1", .has_time = false, .version = {.kind = CELL_MISSING}},
    {.run = "r2",
     .time = 1749874477,
     .has_time = true,
     .version = {CELL_TEXT, .text = "4.19.1"},
     .github_json = "{\"repositories\":{}}",
     .prs = {prs, 1},
     .has_new_prs = true},
    {.run = "r3", .time = 1749960877, .has_time = true, .version = {CELL_TEXT, .text = "4.19.2"}},
};
static const struct condition must[] = {
    {.field = "platform", .value = {.type = VALUE_TEXT, .text = "AWS"}},
    {.field = "ocpVersion", .value = {.type = VALUE_TEXT, .text = "4.19"}, .orion_ignores = true},
};
static const struct condition must_not[] = {
    {.field = "stream", .value = {.type = VALUE_TEXT, .text = "okd"}}};
static const struct test test = {.name = "lab-basic",
                                 .uuid_field = "uuid",
                                 .version_field = "ocpVersion",
                                 .runs = {.must = {must, 2}, .must_not = {must_not, 1}}};
static const struct frame frame = {
    .test = &test, .rows = rows, .row_count = 4, .columns = columns, .column_count = 3};
static const struct frame_change changes[] = {
    {.row = 2, .column = 0, .mean_before = 3998, .mean_after = 4897.5, .percent = 22.5},
    {.row = 3, .column = 2, .mean_before = 0, .mean_after = 7, .percent = INFINITY},
};
static const struct dropped_change dropped[] = {
    {.change = {.row = 3, .column = 0, .percent = 12},
     .rule = DROP_ACKNOWLEDGED,
     .reason = "new disks"},
};
static const struct orion_verdict verdict = {.frame = &frame,
                                             .changes = changes,
                                             .count = 2,
                                             .dropped = dropped,
                                             .dropped_count = 1,
                                             .regression = true};

static json_t *data_of(const struct orion_verdict *given, const struct orion_options *options)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 20);
    viz_data(&out, given, options, NOW);
    assert_true(buffer_ok(&out));
    json_t *data = json_loads(out.data, 0, NULL);
    assert_non_null(data);
    return data;
}

static json_t *hunter_data(void)
{
    const struct orion_options options = {.algorithm = ORION_HUNTER};

    return data_of(&verdict, &options);
}

static void assert_json(const json_t *json, const char *expected)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(10));

    assert_string_equal(text, expected);
    free(text);
}

static void a_value_is_a_number_or_null(void **state)
{
    json_t *data = hunter_data();
    const json_t *metric = json_array_get(json_object_get(data, "metrics"), 0);

    (void)state;
    assert_json(json_object_get(metric, "values"), "[3998,null,4897.5,null]");
    json_decref(data);
}

static void a_change_stands_with_its_metric(void **state)
{
    json_t *data = hunter_data();
    const json_t *metrics = json_object_get(data, "metrics");

    (void)state;
    assert_int_equal(json_array_size(metrics), 2);
    assert_json(json_object_get(json_array_get(metrics, 0), "changes"),
                "[{\"row\":2,\"before\":3998,\"after\":4897.5,\"percent\":22.5,\"pvalue\":0}]");
    assert_json(json_object_get(json_array_get(metrics, 1), "dropped"), "[]");
    json_decref(data);
}

static void a_change_from_zero_has_no_percentage(void **state)
{
    json_t *data = hunter_data();
    const json_t *metric = json_array_get(json_object_get(data, "metrics"), 1);
    const json_t *change = json_array_get(json_object_get(metric, "changes"), 0);

    (void)state;
    assert_true(json_is_null(json_object_get(change, "percent")));
    json_decref(data);
}

static void a_dropped_change_names_rule_and_reason(void **state)
{
    json_t *data = hunter_data();
    const json_t *metric = json_array_get(json_object_get(data, "metrics"), 0);
    const json_t *change = json_array_get(json_object_get(metric, "dropped"), 0);

    (void)state;
    assert_string_equal(json_string_value(json_object_get(change, "rule")), "acknowledged");
    assert_string_equal(json_string_value(json_object_get(change, "reason")), "new disks");
    json_decref(data);
}

static void rules_have_names_of_their_own(void **state)
{
    static const enum drop_reason rules[] = {DROP_DIRECTION, DROP_ACKNOWLEDGED, DROP_THRESHOLD,
                                             DROP_CORRELATION, DROP_EARLY};
    static const char *const names[] = {"direction", "acknowledged", "threshold", "correlation",
                                        "early"};
    const struct orion_options options = {.algorithm = ORION_HUNTER};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        const struct dropped_change one = {.rule = rules[i], .reason = ""};
        const struct orion_verdict given = {.frame = &frame, .dropped = &one, .dropped_count = 1};
        json_t *data = data_of(&given, &options);
        const json_t *metric = json_array_get(json_object_get(data, "metrics"), 0);
        const json_t *change = json_array_get(json_object_get(metric, "dropped"), 0);

        assert_string_equal(json_string_value(json_object_get(change, "rule")), names[i]);
        json_decref(data);
    }
}

static void rows_hold_run_time_version_and_pull_requests(void **state)
{
    json_t *data = hunter_data();
    const json_t *list = json_object_get(data, "rows");

    (void)state;
    assert_json(json_array_get(list, 0), "{\"run\":\"r0\",\"time\":1749788077,\"version\":\"4.2\","
                                         "\"build\":\"https://prow.example/lab/r00\",\"prs\":[]}");
    assert_json(json_array_get(list, 1),
                "{\"run\":\"r1\",\"time\":null,\"version\":\"N/A\",\"build\":null,\"prs\":[]}");
    assert_json(json_array_get(list, 2),
                "{\"run\":\"r2\",\"time\":1749874477,\"version\":\"4.19.1\",\"build\":null,"
                "\"prs\":[\"https://github.com/a/b/pull/1\"],\"new_prs\":[],"
                "\"github\":{\"repositories\":{}}}");
    json_decref(data);
}

static void display_cells_keep_their_type(void **state)
{
    json_t *data = hunter_data();

    (void)state;
    assert_json(json_object_get(data, "fields"),
                "[{\"name\":\"buildUrl\",\"cells\":[\"https://prow.example/lab/r00\",\"N/A\",true,"
                "\"[1,2]\"]}]");
    json_decref(data);
}

static void the_filter_and_threshold_are_those_in_force(void **state)
{
    const struct orion_options correct = {.algorithm = ORION_CMR, .correct = true};
    json_t *as_orion = hunter_data();
    json_t *right = data_of(&verdict, &correct);
    const json_t *cut = json_array_get(json_object_get(as_orion, "metrics"), 0);
    const json_t *whole = json_array_get(json_object_get(right, "metrics"), 0);

    (void)state;
    assert_json(json_object_get(as_orion, "filter"),
                "[[\"is\",\"platform\",\"AWS\"],[\"is not\",\"stream\",\"okd\"]]");
    assert_json(json_object_get(right, "filter"),
                "[[\"is\",\"platform\",\"AWS\"],[\"is\",\"ocpVersion\",\"4.19\"],"
                "[\"is not\",\"stream\",\"okd\"]]");
    assert_json(json_object_get(cut, "threshold"), "2");
    assert_json(json_object_get(whole, "threshold"), "2.9");
    assert_string_equal(json_string_value(json_object_get(as_orion, "algorithm")), "hunter");
    assert_string_equal(json_string_value(json_object_get(right, "algorithm")), "cmr");
    json_decref(as_orion);
    json_decref(right);
}

static void no_filter_is_told_that_was_not_asked_for(void **state)
{
    const struct orion_options options[] = {{.pr_analysis = true}, {.uuid = "r0"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        json_t *data = data_of(&verdict, &options[i]);

        assert_json(json_object_get(data, "filter"), "[]");
        json_decref(data);
    }
}

static void a_frame_without_rows_is_told_too(void **state)
{
    const struct frame empty = {.test = &test, .columns = columns, .column_count = 3};
    const struct orion_verdict given = {.frame = &empty};
    const struct orion_options options = {.algorithm = ORION_NO_ALGORITHM};
    json_t *data = data_of(&given, &options);

    (void)state;
    assert_json(json_object_get(data, "rows"), "[]");
    assert_json(json_object_get(json_array_get(json_object_get(data, "metrics"), 0), "values"),
                "[]");
    assert_string_equal(json_string_value(json_object_get(data, "algorithm")), "none");
    assert_true(json_is_false(json_object_get(data, "regression")));
    json_decref(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_a_number_or_null),
        cmocka_unit_test(a_change_stands_with_its_metric),
        cmocka_unit_test(a_change_from_zero_has_no_percentage),
        cmocka_unit_test(a_dropped_change_names_rule_and_reason),
        cmocka_unit_test(rules_have_names_of_their_own),
        cmocka_unit_test(rows_hold_run_time_version_and_pull_requests),
        cmocka_unit_test(display_cells_keep_their_type),
        cmocka_unit_test(the_filter_and_threshold_are_those_in_force),
        cmocka_unit_test(no_filter_is_told_that_was_not_asked_for),
        cmocka_unit_test(a_frame_without_rows_is_told_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
