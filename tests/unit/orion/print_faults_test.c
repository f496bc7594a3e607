/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults 14, 19 and 23 of Orion: as Orion has them, and put right by --correct. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "kit/frame_kit.h"
#include "orion/print.h"

static const struct test a_test = {
    .name = "zero", .uuid_field = "uuid", .version_field = "ocpVersion"};
static const char *const labels[] = {"[Jira: Networking / ovn-kubernetes]"};
static const struct metric a_metric = {.labels = labels, .label_count = 1};

struct scene {
    struct arena *arena;
    struct frame *frame;
    struct frame_change change;
    struct orion_verdict verdict;
    struct orion_options options;
    struct buffer out;
};

/* Three runs; the column steps from 0 to 7 at the third. */
static int set_up(void **state)
{
    static const double numbers[] = {0, 0, 7};
    struct scene *scene = test_calloc(1, sizeof *scene);

    scene->arena = arena_new();
    scene->frame = frame_kit_new(scene->arena, &a_test, 3);
    const size_t column = frame_kit_add_numbers(scene->frame, "lat_50.0", &a_metric, numbers);
    scene->change = (struct frame_change){.row = 2, .column = column, .mean_after = 7};
    scene->verdict = (struct orion_verdict){
        .frame = scene->frame, .changes = &scene->change, .count = 1, .regression = true};
    scene->options.column_group_size = 5;
    buffer_init(&scene->out, 1 << 20);
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    buffer_done(&scene->out);
    arena_free(scene->arena);
    test_free(scene);
    return 0;
}

static void assert_has(const struct scene *scene, const char *text)
{
    assert_true(buffer_ok(&scene->out));
    if (!strstr(scene->out.data, text))
        fail_msg("%s\nis not in\n%s", text, scene->out.data);
}

static void a_change_from_zero_is_no_percentage_in_tables_unless_correct(void **state)
{
    struct scene *scene = *state;

    print_text_table(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, " +0.0%");
    buffer_clear(&scene->out);
    scene->options.correct = true;
    print_text_table(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, " +inf%");
}

static void a_change_from_zero_is_valid_json_only_where_correct(void **state)
{
    struct scene *scene = *state;
    json_error_t fault;

    print_json(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "\"percentage_change\": Infinity");
    assert_null(json_loads(scene->out.data, 0, &fault));
    buffer_clear(&scene->out);
    scene->options.correct = true;
    print_json(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "\"percentage_change\": null");
    json_t *document = json_loads(scene->out.data, 0, &fault);
    assert_non_null(document);
    assert_int_equal(json_array_size(document), 3);
    assert_true(json_is_true(json_object_get(json_array_get(document, 2), "is_changepoint")));
    json_decref(document);
}

static void several_tests_are_one_document_with_their_names(void **state)
{
    struct scene *scene = *state;
    struct test other = a_test;
    struct frame *frame = frame_kit_new(scene->arena, &other, 1);
    struct orion_verdict verdicts[2] = {scene->verdict, {.frame = frame}};
    json_error_t fault;

    other.name = "other \"test\"";
    scene->options.correct = true;
    print_json_set(&scene->out, verdicts, 2, &scene->options);
    json_t *document = json_loads(scene->out.data, 0, &fault);
    assert_non_null(document);
    assert_int_equal(json_object_size(document), 2);
    assert_int_equal(json_array_size(json_object_get(document, "zero")), 3);
    assert_int_equal(json_array_size(json_object_get(document, "other \"test\"")), 1);
    json_decref(document);
    buffer_clear(&scene->out);
    print_json_set(&scene->out, NULL, 0, &scene->options);
    assert_string_equal(scene->out.data, "{}");
}

static void headings_lose_what_their_group_shares_unless_correct(void **state)
{
    struct scene *scene = *state;

    print_text_table(&scene->out, &scene->verdict, &scene->options);
    assert_null(strstr(scene->out.data, "lat_50"));
    assert_has(scene, "ocpVersion      0\n");
    buffer_clear(&scene->out);
    scene->options.correct = true;
    print_text_table(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "lat_50.0\n");
}

static void pull_requests_of_a_change_are_sorted_by_its_labels(void **state)
{
    static const char *const prs[] = {"https://github.com/openshift/ovn-kubernetes/pull/2/",
                                      "https://github.com/openshift/other/pull/1", "short"};
    struct scene *scene = *state;

    scene->frame->rows[2].prs = (struct text_list){prs + 1, 1};
    scene->frame->rows[2].new_prs = (struct text_list){prs, 3};
    scene->frame->rows[2].has_new_prs = true;
    scene->frame->rows[2].github_json = "{\"repositories\": {}}";
    print_summary(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "\nRelated PRs (1):\n"
                      "  * https://github.com/openshift/ovn-kubernetes/pull/2/\n"
                      "\nOther PRs in payload (2):\n"
                      "  - https://github.com/openshift/other/pull/1\n  - short\n"
                      "No GitHub context found\n");
    scene->verdict.regression = false;
    buffer_clear(&scene->out);
    print_summary(&scene->out, &scene->verdict, &scene->options);
    assert_int_equal(scene->out.size, 0);
}

static void github_context_stands_in_the_changed_row_alone(void **state)
{
    struct scene *scene = *state;

    scene->frame->rows[1].github_json = "{\"a\": 1}";
    scene->frame->rows[2].github_json =
        "{\"repositories\": {\"o/r\": {\"ratio\": 0.12345678901234}}}";
    print_json(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "    \"is_changepoint\": true,\n"
                      "    \"github_context\": {\n"
                      "      \"repositories\": {\n"
                      "        \"o/r\": {\n"
                      "          \"ratio\": 0.12345678901234\n");
    assert_null(strstr(scene->out.data, "\"a\""));
}

static void a_run_without_time_is_shown_as_pandas_shows_it(void **state)
{
    struct scene *scene = *state;

    scene->frame->rows[2].has_time = false;
    print_csv(&scene->out, scene->frame);
    assert_has(scene, "u002,7.0,,");
    buffer_clear(&scene->out);
    print_text_table(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "\n1677-09-21 00:12:43  u002");
    buffer_clear(&scene->out);
    print_json(&scene->out, &scene->verdict, &scene->options);
    assert_has(scene, "\"timestamp\": -9223372037,");
}

static void a_full_buffer_fails_softly(void **state)
{
    struct scene *scene = *state;
    AUTO_BUFFER small;

    buffer_init(&small, 200);
    print_text_table(&small, &scene->verdict, &scene->options);
    assert_false(buffer_ok(&small));
    buffer_clear(&small);
    print_junit(&small, &scene->verdict, &scene->options, 0);
    assert_false(buffer_ok(&small));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(a_change_from_zero_is_no_percentage_in_tables_unless_correct),
        EACH(a_change_from_zero_is_valid_json_only_where_correct),
        EACH(several_tests_are_one_document_with_their_names),
        EACH(headings_lose_what_their_group_shares_unless_correct),
        EACH(pull_requests_of_a_change_are_sorted_by_its_labels),
        EACH(github_context_stands_in_the_changed_row_alone),
        EACH(a_run_without_time_is_shown_as_pandas_shows_it),
        EACH(a_full_buffer_fails_softly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
