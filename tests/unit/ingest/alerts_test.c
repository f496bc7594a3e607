/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/alerts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ingest/match.h"

static const struct condition is_cpu = {.field = "metricName.keyword",
                                        .value = {.type = VALUE_TEXT, .text = "containerCPU"}};
static const struct metric metrics[] = {{.name = "cpu",
                                         .field = "value",
                                         .timestamp = "timestamp",
                                         .correlation = "",
                                         .unit = "",
                                         .must = {.items = &is_cpu, .count = 1}}};
static const struct test plain = {
    .name = "t", .uuid_field = "uuid", .metrics = metrics, .metric_count = 1};
static const uint16_t alert_only[] = {1};

#define KUBE_BURNER                                                                                \
    "{\"timestamp\":\"2026-05-11T13:05:30Z\",\"uuid\":\"u\",\"severity\":\"Warning\","             \
    "\"description\":\"etcd is slow\",\"metricName\":\"alert\"}"

struct reading {
    enum alert_answer answer;
    struct alert_row row;
    struct error err;
    struct arena *arena;
};

static struct reading read_text(const struct test *test, const char *json)
{
    struct reading reading = {.arena = arena_new()};
    struct alert_reader *reader = alert_reader_new();
    const struct hit hit = {.index = "ripsaw",
                            .id = "7",
                            .source = json,
                            .source_size = strlen(json),
                            .matched = alert_only,
                            .matched_count = 1};

    reading.answer = alert_read(reader, test, &hit, reading.arena, &reading.row, &reading.err);
    alert_reader_free(reader);
    return reading;
}

static struct reading read_joined(const char *json)
{
    AUTO_ARENA arena = arena_new();

    return read_text(alerts_test(arena, &plain, false), json);
}

static void alerts_come_last_and_leave_the_metrics_where_they_are(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct test *joined = alerts_test(arena, &plain, false);
    const struct test *alone = alerts_test(arena, &plain, true);

    (void)state;
    assert_int_equal(joined->metric_count, 2);
    assert_string_equal(joined->metrics[0].name, "cpu");
    assert_false(joined->metrics[0].is_metadata);
    assert_true(joined->metrics[1].is_alert);
    assert_int_equal(joined->metrics[1].column_count, 0);
    assert_true(alone->metrics[0].is_metadata);
    assert_false(alone->metrics[1].is_metadata);
    assert_int_equal(plain.metric_count, 1);
}

static void the_condition_takes_what_kube_burner_indexes(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct test *joined = alerts_test(arena, &plain, false);
    json_t *document = json_loads(KUBE_BURNER, 0, NULL);

    (void)state;
    assert_true(match_metric(document, &joined->metrics[1]));
    (void)json_object_set_new(document, "metricName", json_string("containerCPU"));
    assert_false(match_metric(document, &joined->metrics[1]));
    json_decref(document);
}

static void an_alert_is_read_as_kube_burner_writes_it(void **state)
{
    struct reading reading = read_joined(KUBE_BURNER);

    (void)state;
    assert_int_equal(reading.answer, ALERT_TAKEN);
    assert_string_equal(reading.row.severity, "warning");
    assert_string_equal(reading.row.description, "etcd is slow");
    assert_string_equal(reading.row.index, "ripsaw");
    assert_string_equal(reading.row.id, "7");
    assert_true(reading.row.has_time);
    assert_int_equal(reading.row.at, INT64_C(1778504730) * CLOCK_SECOND);
    arena_free(reading.arena);
}

static void an_alert_without_time_or_description_is_one(void **state)
{
    struct reading reading = read_joined("{\"severity\":\"error\",\"metricName\":\"alert\"}");

    (void)state;
    assert_int_equal(reading.answer, ALERT_TAKEN);
    assert_false(reading.row.has_time);
    assert_string_equal(reading.row.description, "");
    arena_free(reading.arena);
}

static void what_cannot_be_told_is_put_aside_with_its_field(void **state)
{
    static const struct {
        const char *json, *field;
    } rows[] = {
        {"{\"metricName\":\"alert\"}", "severity"},
        {"{\"metricName\":\"alert\",\"severity\":{\"a\":1}}", "severity"},
        {"{\"metricName\":\"alert\",\"severity\":\"error\",\"timestamp\":\"soon\"}", "timestamp"},
        {"{\"metricName\":\"alert\",\"severity\":\"error\",\"description\":{\"a\":1}}",
         "description"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading = read_joined(rows[i].json);
        assert_int_equal(reading.answer, ALERT_SPOILT);
        assert_string_equal(reading.err.place, rows[i].field);
        arena_free(reading.arena);
    }
}

static void another_document_that_text_analysis_took_is_none(void **state)
{
    struct reading reading =
        read_joined("{\"metricName\":\"no alert today\",\"severity\":\"error\"}");

    (void)state;
    assert_int_equal(reading.answer, ALERT_NONE);
    arena_free(reading.arena);
}

static void a_test_that_does_not_ask_for_alerts_gets_none(void **state)
{
    static const struct metric two[] = {{.name = "a"}, {.name = "b"}};
    static const struct test unasked = {.name = "t", .metrics = two, .metric_count = 2};
    struct reading reading = read_text(&unasked, KUBE_BURNER);

    (void)state;
    assert_int_equal(reading.answer, ALERT_NONE);
    arena_free(reading.arena);
}

static void a_long_description_is_cut_between_characters(void **state)
{
    char json[9000] = "{\"metricName\":\"alert\",\"severity\":\"info\",\"description\":\"x";
    size_t size = strlen(json);

    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        json[size++] = '\xc3';
        json[size++] = '\xa4';
    }
    (void)snprintf(json + size, sizeof json - size, "\"}");
    struct reading reading = read_joined(json);
    assert_int_equal(reading.answer, ALERT_TAKEN);
    assert_int_equal(strlen(reading.row.description), 4095);
    arena_free(reading.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alerts_come_last_and_leave_the_metrics_where_they_are),
        cmocka_unit_test(the_condition_takes_what_kube_burner_indexes),
        cmocka_unit_test(an_alert_is_read_as_kube_burner_writes_it),
        cmocka_unit_test(an_alert_without_time_or_description_is_one),
        cmocka_unit_test(what_cannot_be_told_is_put_aside_with_its_field),
        cmocka_unit_test(another_document_that_text_analysis_took_is_none),
        cmocka_unit_test(a_test_that_does_not_ask_for_alerts_gets_none),
        cmocka_unit_test(a_long_description_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
