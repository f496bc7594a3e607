/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_conditions_test.c - what the runs of a test have to match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "orion/fetch_runs.h"

static const struct condition must[] = {
    {.field = "platform", .value = {.type = VALUE_TEXT, .text = "AWS"}},
    {.field = "ocpVersion", .value = {.type = VALUE_TEXT, .text = "4.88"}, .orion_ignores = true},
    {.field = "jobType", .value = {.type = VALUE_TEXT, .text = "any"}},
    {.field = "organization", .value = {.type = VALUE_TEXT, .text = "openshift"}}};
static const struct test lab = {
    .name = "lab", .runs.must = {must, 4}, .version_field = "ocpVersion"};

static const char *texts_of(struct arena *arena, const struct condition_list *list)
{
    const char *text = "";

    for (size_t i = 0; i < list->count; i++)
        text = arena_printf(arena, "%s%s%s=%s", text, i ? " " : "", list->items[i].field,
                            list->items[i].value.text);
    return text;
}

static const char *conditions(struct arena *arena, const struct fetch_query *query, bool correct,
                              bool *ret_ignored)
{
    struct condition_list list;

    run_conditions_for(arena, query, correct, &list, ret_ignored);
    return texts_of(arena, &list);
}

static void exact_version_is_left_out_and_told_unless_answers_are_correct(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct fetch_query query = {.test = &lab};
    bool ignored;

    (void)state;
    assert_string_equal(conditions(arena, &query, false, &ignored),
                        "platform=AWS jobType=any organization=openshift");
    assert_true(ignored);
    assert_string_equal(conditions(arena, &query, true, &ignored),
                        "platform=AWS ocpVersion=4.88 jobType=any organization=openshift");
    assert_false(ignored);
}

static void pull_request_mode_sets_job_type_and_number(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct fetch_query query = {.test = &lab, .runs = FETCH_PERIODIC};
    bool ignored;

    (void)state;
    assert_string_equal(conditions(arena, &query, false, &ignored),
                        "platform=AWS jobType=periodic");
    query = (struct fetch_query){.test = &lab,
                                 .runs = FETCH_PULL,
                                 .pull_number = "42",
                                 .organization = "o",
                                 .repository = "r"};
    assert_string_equal(conditions(arena, &query, false, &ignored),
                        "platform=AWS jobType=pull organization=o pullNumber=42 repository=r");
}

static void conditions_of_a_run_are_its_known_fields_that_are_not_empty(void **state)
{
    static char document[] =
        "{\"version\":\"1\",\"benchmark\":\"b\",\"fips\":false,\"ipsec\":\"false\",\"publish\":"
        "\"\","
        "\"encrypted\":true,\"infraNodesCount\":0,\"workerNodesCount\":6,\"platform\":\"AWS\","
        "\"networkType\":null,\"ocpVersion\":\"4.19\",\"stream\":\"okd\"}";
    AUTO_ARENA arena = arena_new();
    struct condition_list list;

    (void)state;
    run_conditions_of(arena, (struct slice){document, strlen(document)}, "ocpVersion", &list);
    assert_string_equal(texts_of(arena, &list),
                        "platform=AWS workerNodesCount=6 ipsec=false encrypted=True "
                        "benchmark.keyword=b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_version_is_left_out_and_told_unless_answers_are_correct),
        cmocka_unit_test(pull_request_mode_sets_job_type_and_number),
        cmocka_unit_test(conditions_of_a_run_are_its_known_fields_that_are_not_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
