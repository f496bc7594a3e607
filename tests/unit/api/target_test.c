/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"

#include <cmocka.h>

static void escapes_are_decoded_once_in_segments_and_pairs(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct target target;
    struct error err;

    (void)state;
    assert_true(target_parse(arena, "/api/tests/a%2Fb%2520+c?x=a+b%26&&y&z=%3D=", &target, &err));
    assert_int_equal(target.segment_count, 3);
    assert_string_equal(target.segments[2], "a/b%20+c");
    assert_int_equal(target.pair_count, 3);
    assert_string_equal(target.pairs[0].value, "a b&");
    assert_string_equal(target.pairs[1].name, "y");
    assert_string_equal(target.pairs[1].value, "");
    assert_string_equal(target.pairs[2].value, "==");
}

static void empty_and_dotted_segments_are_kept_as_they_are(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct target target;
    struct error err;

    (void)state;
    assert_true(target_parse(arena, "//a/../", &target, &err));
    assert_int_equal(target.segment_count, 4);
    assert_string_equal(target.segments[0], "");
    assert_string_equal(target.segments[2], "..");
    assert_string_equal(target.segments[3], "");
}

static void what_does_not_decode_is_refused(void **state)
{
    static const char *const texts[] = {"",        "api",  "/%",      "/%4",         "/%zz",
                                        "/a%00b",  "/%ff", "/a?%x=1", "/a?n=%C0%AF", "/a?n=%00",
                                        "/a?%00=1"};
    AUTO_ARENA arena = arena_new();
    struct target target;
    struct error err;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(target_parse(arena, texts[i], &target, &err));
        assert_int_equal(error_http_status(err.code), 400);
    }
    assert_false(target_parse(arena, "/a?name=%C0", &target, &err));
    assert_string_equal(err.place, "name");
}

static void more_than_the_limits_is_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct target target;
    struct error err;
    char *text = arena_alloc(arena, LIMIT_HTTP_URL + 2, 1);

    (void)state;
    memset(text, 'a', LIMIT_HTTP_URL + 1);
    text[0] = '/';
    assert_false(target_parse(arena, text, &target, &err));
    assert_int_equal(err.code, ERROR_URL_LENGTH);
    assert_true(target_parse(arena, "/1/2/3/4/5/6/7/8/9/10/11/12/13", &target, &err));
    assert_int_equal(target.segment_count, TARGET_SEGMENTS + 1);
    const char *many = "/?";
    for (int i = 0; i <= TARGET_PAIRS; i++)
        many = arena_printf(arena, "%sa&", many);
    assert_false(target_parse(arena, many, &target, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_decoded_once_in_segments_and_pairs),
        cmocka_unit_test(empty_and_dotted_segments_are_kept_as_they_are),
        cmocka_unit_test(what_does_not_decode_is_refused),
        cmocka_unit_test(more_than_the_limits_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
