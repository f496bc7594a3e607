/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/jira_describe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"
#include "json/field.h"

static const struct jira_fields USUAL = {.uuid = "description", .metric = "labels"};

/* Two rows, two columns that changed with the second. */
struct scene {
    struct arena *arena;
    struct test test;
    struct frame *frame;
    struct frame_change changes[2];
    struct orion_verdict verdict;
};

static void set_up(struct scene *scene)
{
    static const double cpu[] = {4, 5.5}, latency[] = {100, 80};
    static const struct condition listed[] = {
        {.field = "benchmark.keyword", .value = {.type = VALUE_TEXT, .text = "node density"}}};
    const struct cell builds[] = {frame_kit_text("N/A"), frame_kit_text("https://ci/r1")};

    scene->arena = arena_new();
    scene->test = (struct test){.name = "my-test", .runs.listed = {.items = listed, .count = 1}};
    scene->frame = frame_kit_new(scene->arena, &scene->test, 2);
    scene->frame->rows[1].time = 1735776000;
    scene->frame->rows[1].version = frame_kit_text("4.2.0-0.nightly");
    (void)frame_kit_add_numbers(scene->frame, "cpu_avg", NULL, cpu);
    (void)frame_kit_add_numbers(scene->frame, "ready_P99", NULL, latency);
    (void)frame_kit_add(scene->frame, "buildUrl", COLUMN_DISPLAY, NULL, builds);
    scene->changes[0] = (struct frame_change){.row = 1, .column = 0, .percent = 37.5};
    scene->changes[1] = (struct frame_change){.row = 1, .column = 1, .percent = -20};
    scene->verdict =
        (struct orion_verdict){.frame = scene->frame, .changes = scene->changes, .count = 2};
}

static json_t *fields_of(struct scene *scene, struct jira_fields fields)
{
    const struct jira_change change = jira_change_of(scene->arena, &scene->verdict, 0);

    return jira_issue_fields(scene->arena, &change, "PERF", "CPT", fields);
}

static void an_issue_is_labelled_as_orion_looks_for_it(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene);
    AUTO_JSON fields = fields_of(&scene, USUAL);
    AUTO_JSON expected =
        json_pack("{s:{s:s}, s:s, s:O, s:{s:s}, s:[s, s, s], s:[{s:s}]}", "project", "key", "PERF",
                  "summary", "Regression in cpu_avg (4.2)", "description",
                  json_object_get(fields, "description"), "issuetype", "name", "Bug", "labels",
                  "4.2", "node_density", "cpu_avg", "components", "name", "CPT");
    assert_true(json_equal(fields, expected));
    arena_free(scene.arena);
}

static void what_is_written_is_read_again(void **state)
{
    static const struct jira_fields custom = {.uuid = "customfield_1", .metric = "customfield_2"};
    struct scene scene;

    (void)state;
    set_up(&scene);
    for (int i = 0; i < 2; i++) {
        AUTO_JSON fields = fields_of(&scene, i ? custom : USUAL);
        AUTO_JSON issue = json_pack("{s:s, s:O}", "key", "PERF-1", "fields", fields);
        const struct jira_issue read =
            jira_issue_read(scene.arena, issue, i ? custom : USUAL, "node_density");
        assert_string_equal(read.uuid, scene.frame->rows[1].run);
        assert_string_equal(read.metric, "cpu_avg");
    }
    arena_free(scene.arena);
}

static void the_description_tells_the_change_and_what_came_with_it(void **state)
{
    static const char *const pulls[] = {"https://h/a/pull/1"};
    static const char *const lines[] = {
        "*Test:* my-test\n",
        "*UUID:* {{u001}}\n",
        "*Version:* 4.19.0 → 4.2.0-0.nightly\n",
        "*Time:* 2025-01-02T00:00:00Z\n",
        "*Build:* https://ci/r1\n",
        "*Metric:* cpu_avg\n*Change:* +37.50%\n",
        "| cpu_avg | +37.50% | 5.5 |\n| ready_P99 | -20.00% | 80 |\n",
        "* https://h/a/pull/1\n",
        "h3. Commits to o/r (1)\n* Fix  it  - https://h/c\n",
    };
    struct scene scene;
    AUTO_BUFFER text;

    (void)state;
    buffer_init(&text, 10000);
    set_up(&scene);
    scene.frame->rows[1].prs = (struct text_list){.items = pulls, .count = 1};
    scene.frame->rows[1].github_json =
        "{\"repositories\":{\"o/r\":{\"commits\":{\"count\":1,\"items\":[{\"message\":"
        "\"Fix [it]\\nmore\",\"html_url\":\"https://h/c\"}]},\"releases\":{}}}}";
    const struct jira_change change = jira_change_of(scene.arena, &scene.verdict, 0);
    jira_describe(&change, &text);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        if (!strstr(text.data, lines[i]))
            fail_msg("no '%s' in:\n%s", lines[i], text.data);
    arena_free(scene.arena);
}

static void texts_of_others_are_cut_between_characters_and_lines(void **state)
{
    enum { MANY = 400 };
    static const char *items[MANY];
    struct scene scene;

    (void)state;
    set_up(&scene);
    for (size_t i = 0; i < MANY; i++)
        items[i] = arena_printf(scene.arena, "https://h/é%0200zu", i);
    scene.frame->rows[1].prs = (struct text_list){.items = items, .count = MANY};
    scene.frame->rows[1].github_json = arena_printf(
        scene.arena,
        "{\"repositories\":{\"o/r\":{\"commits\":{\"items\":[{\"message\":\"%079dé\"}]}}}}", 0);
    AUTO_JSON fields = fields_of(&scene, USUAL);
    const char *text = json_string_value(json_object_get(fields, "description"));
    assert_non_null(text);
    assert_true(strlen(text) <= 30000 && strlen(text) > 25000);
    assert_int_equal(text[strlen(text) - 1], '\n');
    scene.frame->rows[1].prs.count = 0;
    AUTO_JSON shorter = fields_of(&scene, USUAL);
    assert_non_null(strstr(json_string_value(json_object_get(shorter, "description")), "0é - "));
    arena_free(scene.arena);
}

static void a_test_without_a_benchmark_is_labelled_with_its_name(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene);
    scene.test.runs.listed.count = 0;
    scene.frame->rows[1].version = frame_kit_missing();
    const struct jira_change change = jira_change_of(scene.arena, &scene.verdict, 1);
    assert_string_equal(change.test, "my-test");
    assert_string_equal(change.version, "");
    assert_string_equal(change.metric, "ready_P99");
    AUTO_JSON fields = jira_issue_fields(scene.arena, &change, "PERF", "", USUAL);
    assert_string_equal(json_string_value(json_object_get(fields, "summary")),
                        "Regression in ready_P99");
    assert_int_equal(json_array_size(json_object_get(fields, "labels")), 2);
    assert_null(json_object_get(fields, "components"));
    arena_free(scene.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issue_is_labelled_as_orion_looks_for_it),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(the_description_tells_the_change_and_what_came_with_it),
        cmocka_unit_test(texts_of_others_are_cut_between_characters_and_lines),
        cmocka_unit_test(a_test_without_a_benchmark_is_labelled_with_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
