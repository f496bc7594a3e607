/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "api/etag.h"
#include "base/attributes.h"

#include <cmocka.h>

static void gzip_is_taken_by_name_or_star_with_weight(void **state)
{
    static const char *const yes[] = {
        "gzip",          "deflate, gzip;q=0.5", "GZIP", "*", "br;q=1.0,gzip",
        "gzip; q=0.001", "identity;q=0, *;q=1"};
    static const char *const no[] = {"",           "deflate", "gzip;q=0", "gzip; q=0.000",
                                     "*;q=0",      "x-gzip",  "gzi",      "identity",
                                     "gzip;q=0,*", ",,,",     ";q=1"};

    (void)state;
    assert_false(encoding_takes_gzip(NULL));
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        assert_true(encoding_takes_gzip(yes[i]));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(encoding_takes_gzip(no[i]));
}

static void packed_bytes_unpack_to_the_same(void **state)
{
    AUTO_BUFFER body;
    AUTO_BUFFER packed;
    char back[200000];

    (void)state;
    buffer_init(&body, sizeof back);
    buffer_init(&packed, sizeof back);
    for (unsigned i = 0; body.size < sizeof back - 20; i++)
        buffer_printf(&body, "%u,", i * 2654435761u);
    assert_true(encoding_gzip(&body, &packed));
    z_stream stream = {.next_in = (Bytef *)packed.data,
                       .avail_in = (uInt)packed.size,
                       .next_out = (Bytef *)back,
                       .avail_out = sizeof back};
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, body.size);
    assert_memory_equal(back, body.data, body.size);
    (void)inflateEnd(&stream);
}

static void what_does_not_shrink_is_left_as_it_is(void **state)
{
    AUTO_BUFFER body;
    AUTO_BUFFER packed;

    (void)state;
    buffer_init(&body, 100);
    buffer_init(&packed, 100);
    buffer_text(&body, "short");
    assert_false(encoding_gzip(&body, &packed));
}

static void tags_tell_bytes_and_forms_apart(void **state)
{
    char plain[ETAG_SIZE], packed[ETAG_SIZE], other[ETAG_SIZE];

    (void)state;
    (void)etag_make("abc", 3, false, plain);
    (void)etag_make("abc", 3, true, packed);
    (void)etag_make("abd", 3, false, other);
    assert_string_equal(plain, "\"ba7816bf8f01cfea414140de5dae2223\"");
    assert_string_equal(packed, "\"ba7816bf8f01cfea414140de5dae2223-gzip\"");
    assert_string_not_equal(plain, other);
}

static void a_known_tag_is_found_in_any_list(void **state)
{
    char etag[ETAG_SIZE];

    (void)state;
    (void)etag_make("abc", 3, false, etag);
    assert_true(etag_matches("*", etag));
    assert_true(etag_matches("\"ba7816bf8f01cfea414140de5dae2223\"", etag));
    assert_true(etag_matches("\"x\" ,W/\"ba7816bf8f01cfea414140de5dae2223-gzip\"", etag));
    assert_false(etag_matches(NULL, etag));
    assert_false(etag_matches("", etag));
    assert_false(etag_matches("\"ba7816\"", etag));
    assert_false(etag_matches("ba7816bf8f01cfea414140de5dae2223", etag));
    assert_false(etag_matches("\"ba7816bf8f01cfea414140de5dae2223", etag));
    assert_false(etag_matches("\"\"", "\"\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_is_taken_by_name_or_star_with_weight),
        cmocka_unit_test(packed_bytes_unpack_to_the_same),
        cmocka_unit_test(what_does_not_shrink_is_left_as_it_is),
        cmocka_unit_test(tags_tell_bytes_and_forms_apart),
        cmocka_unit_test(a_known_tag_is_found_in_any_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
