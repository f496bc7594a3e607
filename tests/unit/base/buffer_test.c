/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void appended_pieces_follow_each_other_with_a_nul_behind(void **state)
{
    AUTO_BUFFER buffer;

    (void)state;
    buffer_init(&buffer, 1000);
    buffer_text(&buffer, "ab");
    buffer_byte(&buffer, 'c');
    buffer_append(&buffer, "\0d", 2);
    buffer_printf(&buffer, "%d", 42);
    assert_int_equal(buffer.size, 7);
    assert_memory_equal(buffer.data, "abc\0d42", 8);
    assert_true(buffer_ok(&buffer));
}

static void an_empty_append_makes_an_empty_text(void **state)
{
    AUTO_BUFFER buffer;

    (void)state;
    buffer_init(&buffer, 0);
    buffer_append(&buffer, NULL, 0);
    assert_true(buffer_ok(&buffer));
    assert_string_equal(buffer.data, "");
}

static void exactly_the_limit_fits(void **state)
{
    AUTO_BUFFER buffer;

    (void)state;
    buffer_init(&buffer, 5);
    buffer_text(&buffer, "12345");
    assert_true(buffer_ok(&buffer));
    buffer_byte(&buffer, '6');
    assert_false(buffer_ok(&buffer));
    assert_string_equal(buffer.data, "12345");
}

static void after_a_failure_nothing_is_appended(void **state)
{
    AUTO_BUFFER buffer;

    (void)state;
    buffer_init(&buffer, 5);
    buffer_printf(&buffer, "%s", "1234567");
    buffer_text(&buffer, "1");
    assert_false(buffer_ok(&buffer));
    assert_int_equal(buffer.size, 0);
    buffer_append(&buffer, "", SIZE_MAX);
    assert_false(buffer_ok(&buffer));
}

static void clear_forgets_bytes_and_failure(void **state)
{
    AUTO_BUFFER buffer;

    (void)state;
    buffer_init(&buffer, 3);
    buffer_clear(&buffer);
    buffer_text(&buffer, "1234");
    buffer_clear(&buffer);
    assert_true(buffer_ok(&buffer));
    buffer_text(&buffer, "xyz");
    assert_string_equal(buffer.data, "xyz");
}

static void taken_bytes_belong_to_the_caller(void **state)
{
    struct buffer buffer;
    size_t size;

    (void)state;
    buffer_init(&buffer, 100000);
    for (int i = 0; i < 10000; i++)
        buffer_byte(&buffer, (char)('a' + i % 26));
    char *data = buffer_take(&buffer, &size);
    assert_int_equal(size, 10000);
    assert_int_equal(data[9999], 'a' + 9999 % 26);
    assert_int_equal(buffer.size, 0);
    buffer_text(&buffer, "new");
    assert_string_equal(buffer.data, "new");
    buffer_done(&buffer);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appended_pieces_follow_each_other_with_a_nul_behind),
        cmocka_unit_test(an_empty_append_makes_an_empty_text),
        cmocka_unit_test(exactly_the_limit_fits),
        cmocka_unit_test(after_a_failure_nothing_is_appended),
        cmocka_unit_test(clear_forgets_bytes_and_failure),
        cmocka_unit_test(taken_bytes_belong_to_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
