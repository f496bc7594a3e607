/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/body.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/limits.h"

static struct body_reader *reader_of(const char *field)
{
    return body_reader_new(&field, 1);
}

static bool reads(struct body_reader *reader, const char *json, struct error *err)
{
    return body_read(reader, json, strlen(json), err);
}

static void expect_numbers(const char *field, const char *json, const double *expected, size_t n)
{
    struct body_reader *reader = reader_of(field);
    struct error err = {0};
    const double *numbers;
    size_t count;

    assert_true(reads(reader, json, &err));
    if (!body_numbers(reader, 0, &numbers, &count, &err))
        fail_msg("%s: %s", json, err.text);
    assert_int_equal(count, n);
    for (size_t i = 0; i < n; i++)
        assert_true(numbers[i] == expected[i]);
    body_reader_free(reader);
}

static void expect_bad_number(const char *json)
{
    struct body_reader *reader = reader_of("value");
    struct error err = {0};
    const double *numbers = NULL;
    size_t count = 77;

    assert_true(reads(reader, json, &err));
    assert_false(body_numbers(reader, 0, &numbers, &count, &err));
    assert_string_equal(err.place, "value");
    assert_null(numbers);
    assert_int_equal(count, 77);
    body_reader_free(reader);
}

static void expect_refused(const char *json, enum error_code code)
{
    struct body_reader *reader = reader_of("value");
    struct error err = {0};

    if (reads(reader, json, &err))
        fail_msg("taken: %.60s", json);
    assert_int_equal(err.code, code);
    body_reader_free(reader);
}

static void paths_are_flattened_as_the_cluster_does(void **state)
{
    (void)state;
    expect_numbers("a.b", "{\"a\":{\"b\":1}}", (double[]){1}, 1);
    expect_numbers("a.b", "{\"a.b\":2}", (double[]){2}, 1);
    expect_numbers("a.b.c", "{\"a\":{\"b.c\":3}}", (double[]){3}, 1);
    expect_numbers("a.b", "{\"a\":[{\"b\":1},{\"b\":[2,3]},{\"c\":9}]}", (double[]){1, 2, 3}, 3);
    expect_numbers("a", "{\"b\":{\"a\":1},\"aa\":2,\"A\":3}", NULL, 0);
    expect_numbers("value.keyword", "{\"value\":\"7\"}", (double[]){7}, 1);
}

static void an_array_counts_as_many_values(void **state)
{
    (void)state;
    expect_numbers("raw", "{\"raw\":[1,2.5,null,[3]]}", (double[]){1, 2.5, 3}, 3);
    expect_numbers("raw", "{\"raw\":[]}", NULL, 0);
    expect_numbers("raw", "{\"raw\":null}", NULL, 0);
}

static void numbers_as_text_count_as_the_cluster_coerces_them(void **state)
{
    (void)state;
    expect_numbers("value", "{\"value\":\"12.5e1\"}", (double[]){125}, 1);
    expect_numbers("value", "{\"value\":[\"-3\",\"\"]}", (double[]){-3}, 1);
}

static void what_is_no_number_is_refused_by_field(void **state)
{
    static const char *const documents[] = {
        "{\"value\":true}",        "{\"value\":\"fast\"}",     "{\"value\":\"NaN\"}",
        "{\"value\":\"0x10\"}",    "{\"value\":{\"x\":1}}",    "{\"value\":{}}",
        "{\"value\":[1,\"two\"]}", "{\"value\":1e999}",        "{\"value\":\"1e999\"}",
        "{\"value\":\"\\u0000\"}", "{\"value\":\"infinity\"}", "{\"value\":\"1 2\"}",
        "{\"value\":[{\"x\":1}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        expect_bad_number(documents[i]);
}

static void what_is_no_document_is_refused_whole(void **state)
{
    static const char *const texts[] = {
        "",
        "[1]",
        "7",
        "\"text\"",
        "{\"value\":NaN}",
        "{\"value\":Infinity}",
        "{",
        "{\"value\":1",
        "{\"a\":1}}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\" 1}",
        "null",
        "{\"a\":\"\x01\"}",
        "{\"a\":01}",
        "{\"a\":\"\xff\"}",
        "{\"\xc3\":1}",
        "\xef\xbb\xbf{}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_refused(texts[i], ERROR_INPUT);
}

static char *nested(const char *open, const char *close, size_t depth)
{
    struct buffer buffer;
    size_t size;

    buffer_init(&buffer, 1 << 20);
    buffer_text(&buffer, "{\"value\":");
    for (size_t i = 1; i < depth; i++)
        buffer_text(&buffer, open);
    buffer_text(&buffer, "1");
    for (size_t i = 1; i < depth; i++)
        buffer_text(&buffer, close);
    buffer_text(&buffer, "}");
    assert_true(buffer_ok(&buffer));
    return buffer_take(&buffer, &size);
}

static void nesting_has_a_limit(void **state)
{
    static const struct {
        const char *open, *close;
    } kinds[] = {
        {"[", "]"}, {"{\"a\":", "}"}, {"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":", "}"}};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct body_reader *reader = reader_of("value");
        struct error err = {0};
        char *most = nested(kinds[k].open, kinds[k].close, LIMIT_DOCUMENT_DEPTH);
        char *more = nested(kinds[k].open, kinds[k].close, LIMIT_DOCUMENT_DEPTH + 1);
        char *much = nested(kinds[k].open, kinds[k].close, 400);
        assert_true(reads(reader, most, &err));
        expect_refused(more, ERROR_LIMIT);
        expect_refused(much, ERROR_LIMIT);
        free(most);
        free(more);
        free(much);
        body_reader_free(reader);
    }
}

static void a_document_has_a_largest_size(void **state)
{
    struct body_reader *reader = reader_of("value");
    const size_t size = LIMIT_DOCUMENT_SIZE + 1;
    char *text = malloc(size);
    struct error err = {0};

    (void)state;
    assert_non_null(text);
    memset(text, ' ', size);
    text[0] = '{';
    text[1] = '}';
    assert_true(body_read(reader, text, size - 1, &err));
    assert_false(body_read(reader, text, size, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    free(text);
    body_reader_free(reader);
}

static void times_come_as_text_digits_and_numbers(void **state)
{
    static const struct {
        const char *json;
        int64_t us; /* -1: unreadable, -2: not there */
    } cases[] = {
        {"{\"t\":\"2025-01-17T00:08:31Z\"}", INT64_C(1737072511000000)},
        {"{\"t\":\"2025-01-17 00:08:31\"}", INT64_C(1737072511000000)},
        {"{\"t\":1737072511}", INT64_C(1737072511000000)},
        {"{\"t\":1737072511.5}", INT64_C(1737072511500000)},
        {"{\"t\":1737072511000}", INT64_C(1737072511000000)},
        {"{\"t\":\"1737072511\"}", INT64_C(1737072511000000)},
        {"{\"t\":\"yesterday\"}", -1},
        {"{\"t\":true}", -1},
        {"{\"t\":{\"x\":1}}", -1},
        {"{\"t\":\"\"}", -1},
        {"{\"t\":1e30}", -1},
        {"{\"t\":null}", -2},
        {"{}", -2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body_reader *reader = reader_of("t");
        struct error err = {0};
        int64_t us = -3;
        bool found = false;
        assert_true(reads(reader, cases[i].json, &err));
        if (body_time(reader, 0, &us, &found, &err) != (cases[i].us != -1))
            fail_msg("%s", cases[i].json);
        if (cases[i].us != -1)
            assert_int_equal(found, cases[i].us != -2);
        if (cases[i].us >= 0)
            assert_int_equal(us, cases[i].us);
        body_reader_free(reader);
    }
}

static void texts_are_unescaped_and_numbers_kept_as_written(void **state)
{
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"{\"v\":\"a\\u00e9\\n\\ud83d\\ude00\"}", "a\xc3\xa9\n\xf0\x9f\x98\x80"},
        {"{\"v\":4.20}", "4.20"},
        {"{\"v\":[\"first\",\"second\"]}", "first"},
        {"{\"v\":false}", "false"},
        {"{\"v\":\"\"}", NULL},
        {"{\"w\":1}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body_reader *reader = reader_of("v");
        struct error err = {0};
        const char *text = "untouched";
        assert_true(reads(reader, cases[i].json, &err));
        assert_true(body_text(reader, 0, &text, &err));
        if (cases[i].text)
            assert_string_equal(text, cases[i].text);
        else
            assert_null(text);
        body_reader_free(reader);
    }
}

static void a_text_the_database_cannot_hold_is_refused(void **state)
{
    static const char *const documents[] = {"{\"v\":\"a\\u0000b\"}", "{\"v\":\"\\ud800\"}",
                                            "{\"v\":{\"w\":1}}"};

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct body_reader *reader = reader_of("v");
        struct error err = {0};
        const char *text = NULL;
        assert_true(reads(reader, documents[i], &err));
        assert_false(body_text(reader, 0, &text, &err));
        body_reader_free(reader);
    }
}

static void nothing_of_one_document_stays_for_the_next(void **state)
{
    const char *const fields[] = {"v", "w", "v.keyword"};
    struct body_reader *reader = body_reader_new(fields, 3);
    struct error err = {0};
    const double *numbers;
    size_t count;

    (void)state;
    assert_true(reads(reader, "{\"v\":[1,2],\"w\":{\"x\":1}}", &err));
    assert_int_equal(body_count(reader, 2), 2);
    assert_true(reads(reader, "{\"w\":5}", &err));
    assert_int_equal(body_count(reader, 0), 0);
    assert_true(body_numbers(reader, 1, &numbers, &count, &err));
    assert_int_equal(count, 1);
    body_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_flattened_as_the_cluster_does),
        cmocka_unit_test(an_array_counts_as_many_values),
        cmocka_unit_test(numbers_as_text_count_as_the_cluster_coerces_them),
        cmocka_unit_test(what_is_no_number_is_refused_by_field),
        cmocka_unit_test(what_is_no_document_is_refused_whole),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(a_document_has_a_largest_size),
        cmocka_unit_test(times_come_as_text_digits_and_numbers),
        cmocka_unit_test(texts_are_unescaped_and_numbers_kept_as_written),
        cmocka_unit_test(a_text_the_database_cannot_hold_is_refused),
        cmocka_unit_test(nothing_of_one_document_stays_for_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
