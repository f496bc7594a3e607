/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "http/gzip.h"

#include <cmocka.h>

static const char *give_header(void *context, const char *name)
{
    return strcmp(name, "Content-Encoding") == 0 ? context : NULL;
}

static bool unpack(const char *encoding, const char *body, size_t size, struct buffer *out,
                   const char **ret_text, size_t *ret_size, struct error *err)
{
    const struct request request = {
        .head = {.header = give_header, .context = (void *)(uintptr_t)encoding},
        .body = body,
        .body_size = size,
    };

    return unpack_body(&request, out, ret_text, ret_size, err);
}

static void a_plain_body_is_taken_as_it_is(void **state)
{
    AUTO_BUFFER out;
    struct error err;
    const char *text;
    size_t size;

    (void)state;
    buffer_init(&out, 5);
    assert_true(unpack(NULL, "hello", 5, &out, &text, &size, &err));
    assert_string_equal(text, "hello");
    assert_true(unpack("identity", "hello", 5, &out, &text, &size, &err));
    assert_int_equal(size, 5);
    assert_true(unpack(NULL, NULL, 0, &out, &text, &size, &err));
    assert_int_equal(size, 0);
    assert_false(unpack(NULL, "hello!", 6, &out, &text, &size, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

static void gzip_is_unpacked_member_by_member(void **state)
{
    AUTO_BUFFER packed, out;
    struct error err;
    const char *text;
    size_t size;
    char joined[200];

    (void)state;
    buffer_init(&packed, 1000);
    buffer_init(&out, 1000);
    assert_true(gzip_pack("hello ", 6, &packed, &err));
    memcpy(joined, packed.data, packed.size);
    memcpy(joined + packed.size, packed.data, packed.size);
    assert_true(unpack("GZIP", joined, 2 * packed.size, &out, &text, &size, &err));
    assert_int_equal(size, 12);
    assert_string_equal(text, "hello hello ");
}

static void a_body_that_unpacks_to_too_much_is_refused(void **state)
{
    static char zeros[1 << 20];
    AUTO_BUFFER packed, out;
    struct error err;
    const char *text;
    size_t size;

    (void)state;
    buffer_init(&packed, 1 << 20);
    buffer_init(&out, 100000);
    assert_true(gzip_pack(zeros, sizeof zeros, &packed, &err));
    assert_true(packed.size < 5000);
    assert_false(unpack("gzip", packed.data, packed.size, &out, &text, &size, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(out.capacity <= 2 * out.limit);
}

static void what_is_no_whole_gzip_is_refused(void **state)
{
    AUTO_BUFFER packed;
    struct error err;
    const char *text;
    size_t size;

    (void)state;
    buffer_init(&packed, 1000);
    assert_true(gzip_pack("hello", 5, &packed, &err));
    for (size_t cut = 0; cut < packed.size; cut++) {
        AUTO_BUFFER out;
        buffer_init(&out, 1000);
        assert_false(unpack("gzip", packed.data, cut, &out, &text, &size, &err));
        assert_int_equal(err.code, ERROR_INPUT);
    }
    AUTO_BUFFER out;
    buffer_init(&out, 1000);
    assert_false(unpack("gzip", "{\"a\":1}", 7, &out, &text, &size, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_false(unpack("br", "x", 1, &out, &text, &size, &err));
    assert_int_equal(err.code, ERROR_MEDIA_TYPE);
    assert_string_equal(err.place, "Content-Encoding");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_body_is_taken_as_it_is),
        cmocka_unit_test(gzip_is_unpacked_member_by_member),
        cmocka_unit_test(a_body_that_unpacks_to_too_much_is_refused),
        cmocka_unit_test(what_is_no_whole_gzip_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
