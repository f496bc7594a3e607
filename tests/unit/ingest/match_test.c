/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "ingest/match.h"

static const char document_text[] =
    "{\"platform\":\"AWS\",\"count\":3,\"share\":4.2,\"fips\":\"false\",\"virt\":true,"
    "\"worker\":\"m6a.4xlarge\",\"empty\":\"\",\"none\":null,\"version\":\"4.20.0-0.nightly-2026\","
    "\"start\":\"2026-05-11T10:04:16Z\",\"day\":\"2026-05-11\","
    "\"labels\":{\"namespace\":\"openshift-etcd\",\"a.b\":{\"c\":\"deep\"}},"
    "\"scenarios\":[{\"kind\":\"pod\"},{\"kind\":\"node\",\"n\":[1,2]}],\"kb.cfg\":\"dots\"}";

static bool matches(const char *field, const char *wanted)
{
    json_t *document = json_loads(document_text, 0, NULL);
    const struct condition condition = {.field = field,
                                        .value = {.type = VALUE_TEXT, .text = wanted}};

    assert_non_null(document);
    const bool found = match_condition(document, &condition);
    json_decref(document);
    return found;
}

static bool wild(const char *field, const char *pattern)
{
    json_t *document = json_loads(document_text, 0, NULL);
    const struct condition condition = {.field = field,
                                        .value = {.type = VALUE_TEXT, .text = pattern}};
    const bool found = match_wildcard(document, &condition);

    json_decref(document);
    return found;
}

static void plain_fields_match_by_words_and_keyword_fields_as_a_whole(void **state)
{
    (void)state;
    assert_true(matches("platform", "aws"));
    assert_true(matches("worker", "m6a.2xlarge"));
    assert_false(matches("worker.keyword", "m6a.2xlarge"));
    assert_true(matches("worker.keyword", "m6a.4xlarge"));
    assert_false(matches("platform.keyword", "aws"));
    assert_true(matches("empty.keyword", ""));
    assert_false(matches("empty", ""));
    assert_false(matches("absent", "x"));
    assert_false(matches("none", "null"));
}

static void numbers_and_truth_values_compare_as_such(void **state)
{
    (void)state;
    assert_true(matches("count", "3"));
    assert_true(matches("count", "3.0"));
    assert_false(matches("count", "30"));
    assert_false(matches("count", "three"));
    assert_true(matches("share", "4.2"));
    assert_true(matches("share", "4.2000000001")); /* the same 32-bit float */
    assert_false(matches("share", "4.3"));
    assert_true(matches("virt", "true"));
    assert_false(matches("virt", "false"));
    assert_true(matches("fips", "False"));
    assert_false(matches("count.keyword", "3"));
}

static void dates_compare_as_instants_and_spans(void **state)
{
    (void)state;
    assert_true(matches("start", "2026-05-11"));
    assert_true(matches("start", "2026-05-11T10:04:16Z"));
    assert_true(matches("start", "2026-05-11T12:04:16+02:00"));
    assert_false(matches("start", "2026-05-11T10:04:17Z"));
    assert_false(matches("start", "2026-05-12"));
    assert_true(matches("day", "2026-05-11"));
    assert_false(matches("day.keyword", "2026-05-11")); /* a date has no keyword */
}

static void dotted_names_go_into_objects_arrays_and_names_with_dots(void **state)
{
    (void)state;
    assert_true(matches("labels.namespace.keyword", "openshift-etcd"));
    assert_true(matches("labels.a.b.c", "deep"));
    assert_true(matches("kb.cfg", "dots"));
    assert_true(matches("scenarios.kind", "node"));
    assert_true(matches("scenarios.n", "2"));
    assert_false(matches("scenarios.n", "3"));
    assert_false(matches("labels", "openshift"));
    assert_false(matches("platform.x", "AWS"));
}

static void wildcards_look_at_words_or_at_whole_keywords(void **state)
{
    (void)state;
    assert_true(wild("version", "4.2*"));
    assert_true(wild("version", "night*"));
    assert_false(wild("version", "NIGHT*"));
    assert_false(wild("version", "4.20.0-0*"));
    assert_true(wild("version.keyword", "4.20.0-0*"));
    assert_false(wild("version.keyword", "NIGHT*"));
    assert_false(wild("count", "*"));
    assert_false(wild("absent", "*"));
}

static void texts_above_256_characters_have_no_keyword(void **state)
{
    (void)state;
    char text[300];
    const struct condition condition = {.field = "f.keyword",
                                        .value = {.type = VALUE_TEXT, .text = text}};

    for (size_t length = 256; length <= 257; length++) {
        memset(text, 'x', length);
        text[length] = '\0';
        json_t *document = json_pack("{ss}", "f", text);
        assert_int_equal(match_condition(document, &condition), length == 256);
        json_decref(document);
    }
}

static void every_must_and_no_must_not_decides_about_a_run(void **state)
{
    (void)state;
    json_t *document = json_loads(document_text, 0, NULL);
    const struct condition must[] = {
        {.field = "platform", .value = {.type = VALUE_TEXT, .text = "AWS"}},
        {.field = "count", .value = {.type = VALUE_INTEGER, .text = "3"}}};
    const struct condition must_not[] = {
        {.field = "stream", .value = {.type = VALUE_TEXT, .text = "okd"}},
        {.field = "worker", .value = {.type = VALUE_TEXT, .text = "4xlarge"}}};
    struct run_filter filter = {.must = {must, 2}, .must_not = {must_not, 1}};

    assert_true(match_run(document, &filter));
    filter.must_not.count = 2;
    assert_false(match_run(document, &filter));
    filter = (struct run_filter){.wildcard = {must, 1}};
    assert_false(match_run(document, &filter)); /* tokens are lower case, so is the pattern */
    json_decref(document);
}

static void a_null_in_a_condition_is_met_by_nothing(void **state)
{
    (void)state;
    json_t *document = json_loads(document_text, 0, NULL);
    const struct condition condition = {.field = "none", .value = {.type = VALUE_NULL, .text = ""}};
    struct metric metric = {.must = {&condition, 1}};

    assert_false(match_metric(document, &metric));
    metric = (struct metric){.must_not = {&condition, 1}};
    assert_true(match_metric(document, &metric));
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_fields_match_by_words_and_keyword_fields_as_a_whole),
        cmocka_unit_test(numbers_and_truth_values_compare_as_such),
        cmocka_unit_test(dates_compare_as_instants_and_spans),
        cmocka_unit_test(dotted_names_go_into_objects_arrays_and_names_with_dots),
        cmocka_unit_test(wildcards_look_at_words_or_at_whole_keywords),
        cmocka_unit_test(texts_above_256_characters_have_no_keyword),
        cmocka_unit_test(every_must_and_no_must_not_decides_about_a_run),
        cmocka_unit_test(a_null_in_a_condition_is_met_by_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
