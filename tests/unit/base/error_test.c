/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_fault_keeps_code_place_and_text(void **state)
{
    struct error err = {0};

    (void)state;
    assert_false(error_set(&err, ERROR_INPUT, "a.yaml:3:7", "%s is %d", "depth", 400));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.place, "a.yaml:3:7");
    assert_string_equal(err.text, "depth is 400");
}

static void control_characters_cannot_break_the_line(void **state)
{
    struct error err = {0};

    (void)state;
    (void)error_set(&err, ERROR_INPUT, "a\nb", "x\r\ny\033[31m");
    assert_string_equal(err.place, "a b");
    assert_string_equal(err.text, "x  y [31m");
}

static void the_old_text_may_be_part_of_the_new(void **state)
{
    struct error err = {0};

    (void)state;
    (void)error_set(&err, ERROR_IO, "inner", "disk full");
    (void)error_set(&err, ERROR_CONFIG, err.place, "cannot read: %s", err.text);
    assert_string_equal(err.place, "inner");
    assert_string_equal(err.text, "cannot read: disk full");
}

static void a_wider_place_comes_before(void **state)
{
    struct error err = {0};

    (void)state;
    (void)error_set(&err, ERROR_INPUT, NULL, "wrong");
    assert_false(error_within(&err, "line %d", 7));
    assert_string_equal(err.place, "line 7");
    assert_false(error_within(&err, "file"));
    assert_string_equal(err.place, "file: line 7");
}

static void long_texts_are_cut_not_spilled(void **state)
{
    struct error err = {0};
    char text[5000];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)error_set(&err, ERROR_INPUT, text, "%s", text);
    (void)error_within(&err, "%s", text);
    assert_int_equal(strlen(err.place), sizeof err.place - 1);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void every_code_has_a_status_a_slug_and_a_title_of_its_own(void **state)
{
    (void)state;
    for (int code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++) {
        const enum error_code one = (enum error_code)code;
        assert_in_range(error_http_status(one), 400, 599);
        assert_int_not_equal(error_exit_status(one), 0);
        assert_true(strlen(error_title(one)) > 10);
        for (int other = ERROR_NONE; other < code; other++)
            assert_string_not_equal(error_slug(one), error_slug((enum error_code)other));
    }
    assert_int_equal(error_exit_status(ERROR_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_keeps_code_place_and_text),
        cmocka_unit_test(control_characters_cannot_break_the_line),
        cmocka_unit_test(the_old_text_may_be_part_of_the_new),
        cmocka_unit_test(a_wider_place_comes_before),
        cmocka_unit_test(long_texts_are_cut_not_spilled),
        cmocka_unit_test(every_code_has_a_status_a_slug_and_a_title_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
