/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/search_query.h"

#define TEXT(name, content)                                                                        \
    {                                                                                              \
        .field = (name), .value = {.type = VALUE_TEXT, .text = (content) }                         \
    }
#define LIST(array)                                                                                \
    {                                                                                              \
        (array), ARRAY_LEN(array)                                                                  \
    }

static struct buffer buffer;
static struct writer writer;

static void begin(void)
{
    buffer_clear(&buffer);
    writer = writer_on(&buffer);
}

/* The body of capture 01 of Orion's requests, without its upper time bound. */
static void the_metadata_query_is_orions(void **state)
{
    static const struct condition must[] = {TEXT("platform", "AWS"),
                                            TEXT("benchmark.keyword", "cluster-density-v2"),
                                            TEXT("kbCfg.iterations", "54")};
    static const struct condition must_not[] = {TEXT("stream", "okd"), TEXT("a.keyword", "b")};
    static const struct condition wildcard[] = {TEXT("ocpVersion", "4.19*")};
    const struct test test = {
        .runs = {LIST(must), LIST(must_not), LIST(wildcard)},
        .timestamp = "timestamp",
    };

    (void)state;
    begin();
    query_write_runs(&writer, NULL, &test, QUERY_TIME_DATE, INT64_C(1748995200000000), "uuid",
                     NULL);
    assert_string_equal(
        buffer.data,
        "{\"bool\":{\"must\":[{\"match\":{\"platform\":\"AWS\"}},"
        "{\"match\":{\"benchmark.keyword\":\"cluster-density-v2\"}},"
        "{\"match\":{\"kbCfg.iterations\":\"54\"}}],"
        "\"must_not\":[{\"match\":{\"stream\":\"okd\"}},{\"match\":{\"a.keyword\":\"b\"}}],"
        "\"filter\":[{\"wildcard\":{\"ocpVersion\":{\"value\":\"4.19*\"}}},"
        "{\"range\":{\"timestamp\":{\"gte\":\"2025-06-04T00:00:00Z\","
        "\"format\":\"strict_date_optional_time\"}}}]}}");
}

static void empty_parts_of_the_metadata_query_are_absent(void **state)
{
    const struct test test = {.timestamp = "timestamp"};

    (void)state;
    begin();
    query_write_runs(&writer, NULL, &test, QUERY_TIME_DATE, INT64_MIN, "uuid", NULL);
    assert_string_equal(buffer.data, "{\"bool\":{}}");
    begin();
    query_write_runs(&writer, NULL, &test, QUERY_TIME_OTHER, 0, "uuid.keyword", "r1");
    assert_string_equal(buffer.data,
                        "{\"bool\":{\"filter\":[{\"terms\":{\"uuid.keyword\":[\"r1\"]}}]}}");
}

static void a_truth_value_is_orions_text_on_keywords_only(void **state)
{
    static const struct value yes = {.type = VALUE_BOOL, .integer = 1, .text = "True"};
    const struct condition must[] = {{.field = "fips", .value = yes},
                                     {.field = "fips.keyword", .value = yes}};
    const struct test test = {.runs = {.must = LIST(must)}};

    (void)state;
    begin();
    query_write_runs(&writer, NULL, &test, QUERY_TIME_DATE, INT64_MIN, "uuid", NULL);
    assert_string_equal(buffer.data, "{\"bool\":{\"must\":[{\"match\":{\"fips\":true}},"
                                     "{\"match\":{\"fips.keyword\":\"True\"}}]}}");
}

static void epoch_times_are_asked_in_seconds_and_milliseconds(void **state)
{
    const struct test test = {.timestamp = "end_time"};

    (void)state;
    begin();
    query_write_runs(&writer, NULL, &test, QUERY_TIME_NUMBER, INT64_C(1748995200000000), "uuid",
                     NULL);
    assert_string_equal(buffer.data,
                        "{\"bool\":{\"filter\":[{\"bool\":{\"should\":["
                        "{\"range\":{\"end_time\":{\"gte\":1748995200,\"lt\":100000000000}}},"
                        "{\"range\":{\"end_time\":{\"gte\":1748995200000}}}],"
                        "\"minimum_should_match\":1}}]}}");
}

static const struct condition ready[] = {TEXT("quantileName", "Ready")};
static const struct condition not_gc[] = {TEXT("jobName.keyword", "garbage-collection")};
static const struct condition typed[] = {
    {.field = "size", .value = {.type = VALUE_INTEGER, .integer = 64, .text = "64"}},
    {.field = "hostNetwork", .value = {.type = VALUE_BOOL, .integer = 0, .text = "False"}},
    {.field = "ratio", .value = {.type = VALUE_REAL, .real = 0.25, .text = "0.25"}},
    {.field = "gone", .value = {.type = VALUE_NULL, .text = ""}},
};
static const struct metric metrics[] = {
    {.name = "p99", .field = "P99", .must = LIST(ready), .must_not = LIST(not_gc)},
    {.name = "info", .field = "x", .is_metadata = true},
    {.name = "typed", .field = "v", .must = LIST(typed)},
    {.name = "p50", .field = "P50", .must = LIST(ready), .must_not = LIST(not_gc)},
    {.name = "all", .field = "P50", .must = LIST(ready)},
};
static const struct test grouped = {.metrics = metrics, .metric_count = ARRAY_LEN(metrics)};

static void metrics_with_the_same_conditions_share_a_clause(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct query_groups groups;

    (void)state;
    query_groups_make(arena, &grouped, &groups);
    assert_int_equal(groups.count, 3);
    assert_int_equal(groups.items[0].position_count, 2);
    assert_int_equal(groups.items[0].positions[0], 0);
    assert_int_equal(groups.items[0].positions[1], 3);
    assert_int_equal(groups.items[1].positions[0], 2);
    assert_int_equal(groups.items[2].positions[0], 4);
    assert_int_equal(query_groups_fit(&groups, 0), 3);
}

static void documents_are_asked_by_run_and_named_clause(void **state)
{
    static const char *const uuids[] = {"r1", "r\"2"};
    AUTO_ARENA arena = arena_new();
    struct query_groups groups;

    (void)state;
    query_groups_make(arena, &grouped, &groups);
    begin();
    query_write_documents(&writer, NULL, &groups, 0, 2, "uuid.keyword", uuids, 2);
    assert_string_equal(buffer.data,
                        "{\"bool\":{\"filter\":[{\"terms\":{\"uuid.keyword\":[\"r1\",\"r\\\"2\"]}},"
                        "{\"bool\":{\"should\":["
                        "{\"bool\":{\"_name\":\"0\",\"filter\":[{\"match\":{\"quantileName\":"
                        "{\"query\":\"Ready\",\"lenient\":true}}}],"
                        "\"must_not\":[{\"match\":{\"jobName.keyword\":"
                        "{\"query\":\"garbage-collection\",\"lenient\":true}}}]}},"
                        "{\"bool\":{\"_name\":\"1\",\"filter\":["
                        "{\"match\":{\"size\":{\"query\":64,\"lenient\":true}}},"
                        "{\"match\":{\"hostNetwork\":{\"query\":false,\"lenient\":true}}},"
                        "{\"match\":{\"ratio\":{\"query\":0.25,\"lenient\":true}}},"
                        "{\"match_none\":{}}]}}],"
                        "\"minimum_should_match\":1}}]}}");
    begin();
    query_write_documents(&writer, NULL, NULL, 0, 0, "uuid", uuids, 1);
    assert_string_equal(buffer.data, "{\"bool\":{\"filter\":[{\"terms\":{\"uuid\":[\"r1\"]}}]}}");
}

static void many_conditions_are_parted_and_none_is_lost(void **state)
{
    enum { COUNT = 2000 };
    AUTO_ARENA arena = arena_new();
    struct metric *many = ARENA_ARRAY(arena, struct metric, COUNT);
    const struct test test = {.metrics = many, .metric_count = COUNT};
    struct query_groups groups;
    size_t parts = 0, at = 0;

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        struct condition *condition = ARENA_NEW(arena, struct condition);
        condition->field = "words";
        condition->value.type = VALUE_TEXT;
        condition->value.text = arena_printf(arena, "one two-three %zu", i);
        many[i].must = (struct condition_list){condition, 1};
    }
    query_groups_make(arena, &test, &groups);
    assert_int_equal(groups.count, COUNT);
    while (at < COUNT) {
        const size_t size = query_groups_fit(&groups, at);
        assert_true(size >= 1 && size * 4 <= 1024);
        at += size;
        parts++;
    }
    assert_int_equal(at, COUNT);
    assert_true(parts > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_metadata_query_is_orions),
        cmocka_unit_test(empty_parts_of_the_metadata_query_are_absent),
        cmocka_unit_test(a_truth_value_is_orions_text_on_keywords_only),
        cmocka_unit_test(epoch_times_are_asked_in_seconds_and_milliseconds),
        cmocka_unit_test(metrics_with_the_same_conditions_share_a_clause),
        cmocka_unit_test(documents_are_asked_by_run_and_named_clause),
        cmocka_unit_test(many_conditions_are_parted_and_none_is_lost),
    };

    buffer_init(&buffer, 1 << 20);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buffer_done(&buffer);
    return failed;
}
