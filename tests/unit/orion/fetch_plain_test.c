/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_plain_test.c - which metric takes a document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "orion/fetch_metrics.h"

static const struct test lab = {.name = "lab", .uuid_field = "uuid", .timestamp = "timestamp"};
static const struct condition ready[] = {
    {.field = "quantileName.keyword", .value = {.type = VALUE_TEXT, .text = "Ready"}}};
static const struct condition deep[] = {
    {.field = "labels.namespace", .value = {.type = VALUE_TEXT, .text = "etcd"}}};
static const struct condition collection[] = {
    {.field = "jobName.keyword", .value = {.type = VALUE_TEXT, .text = "garbage-collection"}}};

static struct metric plain(const char *name, const char *field, const struct condition *must)
{
    return (struct metric){
        .name = name, .field = field, .timestamp = "timestamp", .must = {must, 1}};
}

/* Gives each document to the filters of two metrics; single quotes stand for double ones. */
static void take(struct arena *arena, bool correct, struct wanted *wanted, const char *documents)
{
    struct gathering gathering;
    struct error err = {0};

    log_set_level(LOG_NONE);
    gathering_init(&gathering, arena, NULL, &lab, "", NULL, correct);
    struct document_filters *filters = document_filters_new(&gathering, wanted, 2);
    char *text = arena_strdup(arena, documents);
    for (char *at = text; *at; at++)
        if (*at == '\'')
            *at = '"';
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const struct cluster_hit hit = {.source = {line, strlen(line)}};
        assert_true(documents_take(filters, &hit, &err));
    }
    gathering_done(&gathering);
}

static void first_metric_whose_fields_are_equal_takes_the_document(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric first = plain("p99", "P99", ready), second = plain("p50", "P50", ready);

    (void)state;
    for (int correct = 0; correct <= 1; correct++) {
        struct wanted wanted[2] = {{.metric = &first}, {.metric = &second, .leader = 1}};
        take(arena, correct == 1, wanted,
             "{'uuid':'a','timestamp':'t','quantileName':'Ready','P99':2,'P50':1}\n"
             "{'uuid':'b','timestamp':'t','quantileName':'ready','P99':2,'P50':1}");
        assert_int_equal(wanted[0].table->row_count, 1);
        assert_int_equal(wanted[0].table->rows[0].cells[0].integer, 2);
        /* fault 9: the second metric gets nothing, unless answers are to be correct */
        assert_int_equal(wanted[1].table->row_count, correct);
        assert_true(wanted[1].told_shared == !correct);
    }
}

static void excluded_values_keep_documents_away(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct metric first = plain("p99", "P99", ready);
    const struct metric second = plain("x", "v.w", deep);
    struct wanted wanted[2] = {{.metric = &first}, {.metric = &second, .leader = 1}};

    (void)state;
    first.must_not = (struct condition_list){collection, 1};
    take(arena, false, wanted,
         "{'uuid':'a','timestamp':1,'quantileName':'Ready','jobName':'garbage-collection'}\n"
         "{'uuid':'b','timestamp':1,'quantileName':'Ready','jobName':'other'}\n"
         "{'uuid':'c','timestamp':1,'quantileName':'Ready'}\n"
         "{'uuid':'d','labels':{'namespace':'etcd'},'v':{'w':[1]}}\n"
         "{'timestamp':1,'quantileName':'Ready'}");
    assert_int_equal(wanted[0].table->row_count, 2);
    assert_string_equal(wanted[0].table->rows[1].run, "c");
    assert_int_equal(wanted[0].table->rows[1].cells[0].kind, CELL_MISSING);
    assert_int_equal(wanted[1].table->row_count, 1);
    assert_int_equal(wanted[1].table->rows[0].cells[0].kind, CELL_JSON);
    assert_false(wanted[1].table->rows[0].has_time);
}

static void metrics_of_one_name_share_documents_as_with_orion(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric first = plain("x", "P99", ready), second = plain("x", "P50", deep);
    static const char documents[] = "{'uuid':'a','quantileName':'Ready','P99':2,'P50':1}\n"
                                    "{'uuid':'a','labels':{'namespace':'etcd'},'P99':4,'P50':3}";

    (void)state;
    for (int correct = 0; correct <= 1; correct++) {
        struct wanted wanted[2] = {{.metric = &first}, {.metric = &second}};
        take(arena, correct == 1, wanted, documents);
        assert_int_equal(wanted[0].table->row_count, correct ? 1 : 2);
        assert_int_equal(wanted[1].table->row_count, correct ? 1 : 2);
        assert_int_equal(wanted[1].table->rows[0].cells[0].integer, correct ? 3 : 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_metric_whose_fields_are_equal_takes_the_document),
        cmocka_unit_test(excluded_values_keep_documents_away),
        cmocka_unit_test(metrics_of_one_name_share_documents_as_with_orion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
