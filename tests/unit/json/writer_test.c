/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/writer.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void commas_and_ends_are_the_writers(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    struct writer w = writer_on(&out);
    writer_object(&w, NULL);
    writer_text(&w, "name", "kapi");
    writer_array(&w, "list");
    writer_integer(&w, NULL, -1);
    writer_object(&w, NULL);
    writer_end(&w);
    writer_array(&w, NULL);
    writer_end(&w);
    writer_bool(&w, NULL, true);
    writer_end(&w);
    writer_id(&w, "id", INT64_MAX);
    writer_time(&w, "at", 0);
    writer_raw(&w, "raw", "{\"a\":1}");
    writer_text(&w, "none", NULL);
    writer_end(&w);
    assert_string_equal(out.data, "{\"name\":\"kapi\",\"list\":[-1,{},[],true],"
                                  "\"id\":\"9223372036854775807\",\"at\":\"1970-01-01T00:00:00Z\","
                                  "\"raw\":{\"a\":1},\"none\":null}");
}

static void doubles_read_back_as_the_same_bits(void **state)
{
    static const double values[] = {0.1, 3.98, 1e300, 5e-324, -0.0, 1.0 / 3, 923.1234567890123, 2};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    struct writer w = writer_on(&out);
    writer_array(&w, NULL);
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        writer_real(&w, NULL, values[i]);
    writer_end(&w);
    json_t *read = json_loads(out.data, JSON_DECODE_INT_AS_REAL, NULL);
    assert_non_null(read);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        const double got = json_real_value(json_array_get(read, i));
        assert_memory_equal(&got, &values[i], sizeof got);
    }
    json_decref(read);
}

static void what_is_not_finite_becomes_null(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    struct writer w = writer_on(&out);
    writer_array(&w, NULL);
    writer_real(&w, NULL, (double)NAN);
    writer_real(&w, NULL, (double)INFINITY);
    writer_real(&w, NULL, -(double)INFINITY);
    writer_end(&w);
    assert_string_equal(out.data, "[null,null,null]");
}

static void any_bytes_give_valid_json(void **state)
{
    static const char *const texts[] = {
        "\x01\x1f\"\\\n\t\x7f", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\xc0\xaf",
        "\xf0\x9f\x98\x80 ok",  "\xe2\x82"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        AUTO_BUFFER out;
        buffer_init(&out, 4096);
        struct writer w = writer_on(&out);
        writer_text(&w, NULL, texts[i]);
        json_error_t fault;
        json_t *read = json_loads(out.data, JSON_DECODE_ANY, &fault);
        assert_non_null(read);
        json_decref(read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_ends_are_the_writers),
        cmocka_unit_test(doubles_read_back_as_the_same_bits),
        cmocka_unit_test(what_is_not_finite_becomes_null),
        cmocka_unit_test(any_bytes_give_valid_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
