/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/jira_issue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/field.h"

static const struct jira_fields USUAL = {.uuid = "description", .metric = "labels"};

static struct jira_issue read_text(struct arena *arena, const char *text, struct jira_fields fields,
                                   const char *test)
{
    AUTO_JSON tree = json_loads(text, 0, NULL);

    assert_non_null(tree);
    return jira_issue_read(arena, tree, fields, test);
}

static void assert_run(const char *description, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    AUTO_JSON issue =
        json_pack("{s:s, s:{s:s}}", "key", "P-1", "fields", "description", description);
    const struct jira_issue read = jira_issue_read(arena, issue, USUAL, NULL);

    if (expected)
        assert_string_equal(read.uuid, expected);
    else
        assert_null(read.uuid);
}

static void the_run_is_the_braced_word_or_the_first_of_five_parts(void **state)
{
    (void)state;
    assert_run("see a-b-c-d-e\n*UUID:* {6f504134-1338}\n", "6f504134-1338");
    assert_run("uuid: {{abc-1}}", "abc-1");
    assert_run("UUID: 6f504134-1338-522e-aaa2-26d08666f576 and more",
               "6f504134-1338-522e-aaa2-26d08666f576");
    assert_run("UUID: {} and x-a1-b2-c3-d4-e5", "x-a1-b2-c3-d4");
    assert_run("from 2025-06-12 on: a--b-c-d-e-f", "b-c-d-e-f");
    assert_run("a-b-c-d-", NULL);
    assert_run("", NULL);
}

static void a_cloud_document_is_read_as_its_text(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct jira_issue read =
        read_text(arena,
                  "{\"key\":\"P-1\",\"fields\":{\"description\":{\"type\":\"doc\",\"content\":["
                  "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"UUID:\"},"
                  "{\"type\":\"text\",\"text\":\" {run-1}\"}]}]},\"labels\":[\"x_avg\"],"
                  "\"summary\":\"it is known\"}}",
                  USUAL, NULL);

    (void)state;
    assert_string_equal(read.uuid, "run-1");
    assert_string_equal(read.metric, "x_avg");
    assert_string_equal(read.summary, "it is known");
    assert_string_equal(read.key, "P-1");
}

static void a_document_nested_without_end_is_cut(void **state)
{
    AUTO_ARENA arena = arena_new();
    json_t *node = json_pack("{s:s}", "text", "UUID: {deep}");

    (void)state;
    for (int i = 0; i < 500; i++)
        node = json_pack("{s:[o]}", "content", node);
    assert_null(strstr(jira_description_text(arena, node), "deep"));
    json_decref(node);
}

static void assert_metric(const char *summary, const char *labels, const char *test,
                          const char *expected)
{
    AUTO_ARENA arena = arena_new();
    const char *text = arena_printf(
        arena, "{\"key\":\"P-1\",\"fields\":{\"summary\":\"%s\",\"labels\":%s}}", summary, labels);
    const struct jira_issue read = read_text(arena, text, USUAL, test);

    if (expected)
        assert_string_equal(read.metric, expected);
    else
        assert_null(read.metric);
}

static void the_metric_is_a_label_that_looks_like_one(void **state)
{
    (void)state;
    assert_metric("slow", "[\"4.22\",\"crd-scale\",\"etcdCPU_avg\"]", NULL, "etcdCPU_avg");
    assert_metric("slow", "[\"node_density\",\"kubeletMem\"]", "node_density", "kubeletMem");
    assert_metric("slow", "[\"node_density\",\"kubeletMem\"]", NULL, "node_density");
    assert_metric("Regression in a_avg (4.22)", "[\"b_avg\",\"a_avg\"]", NULL, "a_avg");
    assert_metric("Regression in podReadyLatency(4.22)", "[\"plain\"]", NULL, "podReadyLatency");
    assert_metric("Regression in ", "[]", NULL, NULL);
    assert_metric("slow", "[\"4.22\",\"plain\"]", NULL, NULL);
    assert_metric("slow", "null", NULL, NULL);
    assert_metric("slow", "[7,null,\"x_y\"]", NULL, "x_y");
}

static void custom_fields_hold_run_and_metric_as_they_are(void **state)
{
    static const struct jira_fields fields = {.uuid = "customfield_1", .metric = "customfield_2"};
    AUTO_ARENA arena = arena_new();
    struct jira_issue read =
        read_text(arena, "{\"fields\":{\"customfield_1\":\"run\",\"customfield_2\":\"metric\"}}",
                  fields, NULL);

    (void)state;
    assert_string_equal(read.uuid, "run");
    assert_string_equal(read.metric, "metric");
    read = read_text(arena, "{\"fields\":{\"customfield_1\":7}}", fields, NULL);
    assert_null(read.uuid);
    assert_null(read.metric);
    assert_string_equal(read.key, "");
}

static void a_page_gives_its_issues_and_what_follows(void **state)
{
    AUTO_ARENA arena = arena_new();
    AUTO_JSON page = json_loads("{\"issues\":[{\"fields\":{}}],\"nextPageToken\":\"t\"}", 0, NULL);
    AUTO_JSON counted = json_loads("{\"issues\":[],\"total\":12,\"nextPageToken\":null}", 0, NULL);
    AUTO_JSON issues = json_array();
    struct jira_more more;
    struct error err;

    (void)state;
    assert_true(jira_page_read(arena, page, "page", issues, &more, &err));
    assert_int_equal(json_array_size(issues), 1);
    assert_string_equal(more.token, "t");
    assert_true(jira_page_read(arena, counted, "page", issues, &more, &err));
    assert_null(more.token);
    assert_int_equal(more.total, 12);
}

static void another_shape_is_told_with_its_place(void **state)
{
    static const struct {
        const char *page, *place;
    } cases[] = {
        {"[]", "page"},
        {"{}", "page: issues"},
        {"{\"issues\":{}}", "page: issues"},
        {"{\"issues\":[{\"fields\":{}},3]}", "page: issues[1]"},
        {"{\"issues\":[{\"fields\":null}]}", "page: issues[0].fields"},
        {"{\"issues\":[],\"nextPageToken\":7}", "page: nextPageToken"},
    };
    AUTO_ARENA arena = arena_new();
    AUTO_JSON issues = json_array();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO_JSON page = json_loads(cases[i].page, 0, NULL);
        struct jira_more more;
        struct error err = {0};
        assert_false(jira_page_read(arena, page, "page", issues, &more, &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_string_equal(err.place, cases[i].place);
    }
}

static void the_reason_of_an_error_is_jiras(void **state)
{
    static const struct {
        const char *answer, *reason;
    } cases[] = {
        {"{\"errorMessages\":[\"no\"],\"errors\":{}}", "no"},
        {"{\"errorMessages\":[],\"errors\":{\"labels\":\"blank\"}}", "labels: blank"},
        {"{\"errors\":{\"labels\":{}}}", "labels: not taken"},
        {"{}", NULL},
        {"[]", NULL},
    };
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO_JSON tree = json_loads(cases[i].answer, 0, NULL);
        const char *reason = jira_reason(arena, tree);
        if (cases[i].reason)
            assert_string_equal(reason, cases[i].reason);
        else
            assert_null(reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_run_is_the_braced_word_or_the_first_of_five_parts),
        cmocka_unit_test(a_cloud_document_is_read_as_its_text),
        cmocka_unit_test(a_document_nested_without_end_is_cut),
        cmocka_unit_test(the_metric_is_a_label_that_looks_like_one),
        cmocka_unit_test(custom_fields_hold_run_and_metric_as_they_are),
        cmocka_unit_test(a_page_gives_its_issues_and_what_follows),
        cmocka_unit_test(another_shape_is_told_with_its_place),
        cmocka_unit_test(the_reason_of_an_error_is_jiras),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
