/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/membership.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/confirm_token.h"
#include "base/strmap.h"

/* A source that answers every query for runs with the same documents, one a page. */
struct fixed_source {
    struct source base;
    const struct hit *hits;
    size_t count;
};

static bool fixed_runs(struct source *source, const struct test *test, int64_t since_us,
                       const char *uuid, hit_sink *sink, void *context, struct error *err)
{
    const struct fixed_source *fixed = (const struct fixed_source *)source;

    (void)test;
    (void)since_us;
    (void)uuid;
    for (size_t i = 0; i < fixed->count; i++)
        if (!sink(context, &fixed->hits[i], 1, err))
            return false;
    return true;
}

static const struct source_ops fixed_ops = {.runs = fixed_runs};

static const struct test test_of_defaults = {
    .name = "t", .uuid_field = "uuid", .version_field = "ocpVersion", .timestamp = "timestamp"};

struct answer {
    struct arena *arena;
    struct rejects rejects;
    const struct run_row *runs;
    size_t count;
};

static struct hit hit_of(const char *id, const char *json)
{
    return (struct hit){.index = "meta", .id = id, .source = json, .source_size = strlen(json)};
}

static struct answer read_with(const struct test *test, const struct hit *hits, size_t count)
{
    struct fixed_source source = {.base = {.ops = &fixed_ops}, .hits = hits, .count = count};
    struct answer answer = {.arena = arena_new()};
    struct error err = {0};

    rejects_init(&answer.rejects);
    assert_true(membership_read(&source.base, test, INT64_MIN, NULL, answer.arena, &answer.rejects,
                                &answer.runs, &answer.count, &err));
    return answer;
}

static void answer_done(struct answer *answer)
{
    rejects_done(&answer->rejects);
    arena_free(answer->arena);
}

static void the_earliest_metadata_document_counts_in_any_order(void **state)
{
    const struct hit hits[] = {
        hit_of("b", "{\"uuid\":\"u\",\"timestamp\":\"2025-01-02\",\"ocpVersion\":\"two\"}"),
        hit_of("c", "{\"uuid\":\"u\",\"timestamp\":\"2025-01-01\",\"ocpVersion\":\"one c\"}"),
        hit_of("a", "{\"uuid\":\"u\",\"timestamp\":\"2025-01-01\",\"ocpVersion\":\"one a\"}"),
    };
    static const size_t orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};

    (void)state;
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        struct hit ordered[3];
        for (size_t i = 0; i < 3; i++)
            ordered[i] = hits[orders[o][i]];
        struct answer answer = read_with(&test_of_defaults, ordered, 3);
        assert_int_equal(answer.count, 1);
        assert_string_equal(answer.runs[0].build, "one a");
        assert_int_equal(answer.runs[0].at, INT64_C(1735689600) * CLOCK_SECOND);
        assert_int_equal(answer.runs[0].run_id, name_id("u", NULL));
        answer_done(&answer);
    }
}

static void build_and_url_may_be_missing_or_under_another_name(void **state)
{
    const struct hit hits[] = {
        hit_of("1",
               "{\"uuid\":\"a\",\"timestamp\":1735689600,\"buildUrl\":\"x\",\"build_url\":\"y\"}"),
        hit_of("2", "{\"uuid\":\"b\",\"timestamp\":1735689600,\"build_url\":\"y\"}"),
        hit_of("3", "{\"uuid\":\"c\",\"timestamp\":1735689600,\"ocpVersion\":4.20}"),
    };
    struct answer answer = read_with(&test_of_defaults, hits, 3);

    (void)state;
    assert_int_equal(answer.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct run_row *run = &answer.runs[i];
        if (strcmp(run->uuid, "a") == 0)
            assert_string_equal(run->build_url, "x");
        if (strcmp(run->uuid, "b") == 0)
            assert_string_equal(run->build_url, "y");
        if (strcmp(run->uuid, "c") == 0) {
            assert_null(run->build_url);
            assert_string_equal(run->build, "4.20");
        } else {
            assert_null(run->build);
        }
    }
    assert_int_equal(answer.rejects.total, 0);
    answer_done(&answer);
}

static void a_run_may_say_which_one_it_confirms(void **state)
{
    const struct hit hits[] = {
        hit_of("1", "{\"uuid\":\"a\",\"timestamp\":1735689600,"
                    "\"rigelConfirm\":\"confirm-00000000000000ff\"}"),
        hit_of("2", "{\"uuid\":\"b\",\"timestamp\":1735689600,"
                    "\"rigel_confirm\":\"confirm-0000000000000100\"}"),
        hit_of("3", "{\"uuid\":\"c\",\"timestamp\":1735689600,\"rigelConfirm\":\"\"}"),
    };
    struct answer answer = read_with(&test_of_defaults, hits, 3);

    (void)state;
    assert_int_equal(answer.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const char name = answer.runs[i].uuid[0];
        assert_int_equal(answer.runs[i].confirms, name == 'a' ? 0xff : name == 'b' ? 0x100 : 0);
    }
    assert_int_equal(answer.rejects.total, 0);
    answer_done(&answer);
}

static void a_run_with_a_spoilt_token_is_an_ordinary_one_and_told(void **state)
{
    char own[256], token[CONFIRM_TOKEN_SIZE];
    const char *spoilt =
        "{\"uuid\":\"a\",\"timestamp\":1735689600,\"rigelConfirm\":\"confirm-me\"}";

    (void)state;
    confirm_token_format(name_id("b", NULL), token);
    (void)snprintf(own, sizeof own,
                   "{\"uuid\":\"b\",\"timestamp\":1735689600,\"rigel_confirm\":\"%s\"}", token);
    const struct hit hits[] = {
        hit_of("1", spoilt), hit_of("2", own),
        hit_of("3", "{\"uuid\":\"c\",\"timestamp\":1735689600,\"rigelConfirm\":{\"a\":1}}")};
    struct answer answer = read_with(&test_of_defaults, hits, 3);
    assert_int_equal(answer.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(answer.runs[i].confirms, 0);
    assert_int_equal(answer.rejects.total, 3);
    assert_string_equal(answer.rejects.rows[0].field, "rigelConfirm");
    assert_non_null(strstr(answer.rejects.rows[0].reason, "16 hexadecimal digits"));
    assert_string_equal(answer.rejects.rows[1].field, "rigel_confirm");
    answer_done(&answer);
}

static void a_test_may_name_other_fields_and_dotted_ones(void **state)
{
    const struct test test = {.name = "t",
                              .uuid_field = "browbeat_uuid",
                              .version_field = "cluster.version",
                              .timestamp = "end_time"};
    const struct hit hits[] = {
        hit_of("1", "{\"browbeat_uuid\":\"a\",\"uuid\":\"b\",\"end_time\":\"1735689600\","
                    "\"timestamp\":\"2020-01-01\",\"cluster\":{\"version\":\"9\"}}")};
    struct answer answer = read_with(&test, hits, 1);

    (void)state;
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.runs[0].uuid, "a");
    assert_string_equal(answer.runs[0].build, "9");
    assert_int_equal(answer.runs[0].at, INT64_C(1735689600) * CLOCK_SECOND);
    answer_done(&answer);
}

static void bad_metadata_is_put_aside_and_the_rest_goes_on(void **state)
{
    char long_id[MEMBERSHIP_NAME_SIZE + 2], too_long[MEMBERSHIP_NAME_SIZE + 100];
    const struct error why = {.code = ERROR_LIMIT, .text = "too large"};

    (void)state;
    memset(long_id, 'x', sizeof long_id - 1);
    long_id[sizeof long_id - 1] = '\0';
    (void)snprintf(too_long, sizeof too_long, "{\"uuid\":\"%s\",\"timestamp\":1}", long_id);
    struct hit refused = hit_of("r", "{\"uuid\":");
    refused.reject = &why;
    const struct hit hits[] = {
        hit_of("1", "[1]"),
        hit_of("2", "{\"timestamp\":1735689600}"),
        hit_of("3", "{\"uuid\":\"a\",\"timestamp\":\"yesterday\"}"),
        hit_of("4", "{\"uuid\":\"a\"}"),
        hit_of("5", "{\"uuid\":\"a\",\"timestamp\":1735689600,\"note\":\"\\u0000\"}"),
        hit_of("6", "{\"uuid\":{\"x\":1},\"timestamp\":1735689600}"),
        hit_of("7", too_long),
        refused,
        hit_of("8", "{\"uuid\":\"good\",\"timestamp\":1735689600}"),
    };
    struct answer answer = read_with(&test_of_defaults, hits, sizeof hits / sizeof *hits);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.runs[0].uuid, "good");
    assert_int_equal(answer.rejects.total, 8);
    assert_string_equal(answer.rejects.rows[2].field, "timestamp");
    assert_string_equal(answer.rejects.rows[2].run_uuid, "a");
    answer_done(&answer);
}

static void a_build_that_is_no_text_is_told_and_the_run_kept(void **state)
{
    const struct hit hits[] = {
        hit_of("1", "{\"uuid\":\"a\",\"timestamp\":1735689600,\"ocpVersion\":{\"major\":4}}")};
    struct answer answer = read_with(&test_of_defaults, hits, 1);

    (void)state;
    assert_int_equal(answer.count, 1);
    assert_null(answer.runs[0].build);
    assert_int_equal(answer.rejects.total, 1);
    assert_string_equal(answer.rejects.rows[0].field, "ocpVersion");
    answer_done(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_earliest_metadata_document_counts_in_any_order),
        cmocka_unit_test(build_and_url_may_be_missing_or_under_another_name),
        cmocka_unit_test(a_run_may_say_which_one_it_confirms),
        cmocka_unit_test(a_run_with_a_spoilt_token_is_an_ordinary_one_and_told),
        cmocka_unit_test(a_test_may_name_other_fields_and_dotted_ones),
        cmocka_unit_test(bad_metadata_is_put_aside_and_the_rest_goes_on),
        cmocka_unit_test(a_build_that_is_no_text_is_told_and_the_run_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
