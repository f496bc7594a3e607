/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "http/gzip.h"

static void check_round_trip(const char *bytes, size_t size)
{
    struct buffer packed;
    struct error err = {0};
    char *unpacked = malloc(size + 1);
    z_stream stream = {0};

    assert_non_null(unpacked);
    buffer_init(&packed, SIZE_MAX / 2);
    buffer_text(&packed, "left from before");
    assert_true(gzip_pack(bytes, size, &packed, &err));
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = (Bytef *)packed.data;
    stream.avail_in = (uInt)packed.size;
    stream.next_out = (Bytef *)unpacked;
    stream.avail_out = (uInt)size + 1;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, size);
    assert_int_equal(stream.avail_in, 0);
    assert_memory_equal(unpacked, bytes, size);
    (void)inflateEnd(&stream);
    free(unpacked);
    buffer_done(&packed);
}

static void what_is_packed_unpacks_to_the_same(void **state)
{
    enum { LARGE = 1 << 20 };
    char *large = malloc(LARGE);

    (void)state;
    assert_non_null(large);
    for (unsigned i = 0; i < LARGE; i++)
        large[i] = (char)(i * 2654435761u >> 24);
    check_round_trip("", 0);
    check_round_trip("{}", 2);
    check_round_trip(large, LARGE);
    memset(large, ' ', LARGE);
    check_round_trip(large, LARGE);
    free(large);
}

static void a_full_buffer_is_told(void **state)
{
    struct buffer packed;
    struct error err = {0};

    (void)state;
    buffer_init(&packed, 4);
    assert_false(gzip_pack("some text", 9, &packed, &err));
    assert_int_equal(err.code, ERROR_NO_MEMORY);
    buffer_done(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_unpacks_to_the_same),
        cmocka_unit_test(a_full_buffer_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
