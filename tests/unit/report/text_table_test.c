/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/text_table.h"

static const struct text_column columns[] = {{"name", false}, {"value", true}, {"note", false}};

static void columns_line_up_and_lines_do_not_end_in_blanks(void **state)
{
    static const char *const cells[] = {"a", "1", "x", "longer name", "-12.5", NULL};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    text_table_write(&out, columns, 3, cells, 2);
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, "name         value  note\n"
                                  "-----------  -----  ----\n"
                                  "a                1  x\n"
                                  "longer name  -12.5\n");
}

static void an_empty_cell_keeps_the_columns_after_it_in_place(void **state)
{
    static const char *const cells[] = {"a", "", "x", "", "7", "y", NULL, NULL, "z"};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    text_table_write(&out, columns, 3, cells, 3);
    assert_string_equal(out.data, "name  value  note\n"
                                  "----  -----  ----\n"
                                  "a            x\n"
                                  "          7  y\n"
                                  "             z\n");
}

static void widths_are_those_of_the_display(void **state)
{
    (void)state;
    assert_int_equal(text_width("plain"), 5);
    assert_int_equal(text_width("\xc3\xbcn\xc3\xaf"), 3);        /* u and i with dots */
    assert_int_equal(text_width("e\xcc\x81"), 1);                /* e and a combining accent */
    assert_int_equal(text_width("\xe6\x97\xa5\xe6\x9c\xac"), 4); /* two ideographs */
    assert_int_equal(text_width("\xf0\x9f\x94\xa5"), 2);         /* a pictograph */
    assert_int_equal(text_width(NULL), 0);
}

static void what_could_move_the_cursor_is_shown_as_a_question_mark(void **state)
{
    static const char *const cells[] = {"a\x1b[31m\n", "\xff\xc3", "\xe2\x80\xae"};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    text_table_write(&out, columns, 3, cells, 1);
    assert_string_equal(out.data, "name     value  note\n"
                                  "-------  -----  ----\n"
                                  "a?[31m?     ??  ?\n");
}

static void overlong_and_surrogate_bytes_are_no_characters(void **state)
{
    (void)state;
    assert_int_equal(text_width("\xc0\xaf"), 2);
    assert_int_equal(text_width("\xe0\x80\xaf"), 3);
    assert_int_equal(text_width("\xed\xa0\x80"), 3);
    assert_int_equal(text_width("\xf4\x90\x80\x80"), 4);
    assert_int_equal(text_width("\xe6\x97"), 2); /* cut short */
}

static void a_table_past_the_limit_fails_the_buffer(void **state)
{
    static const char *const cells[] = {"a", "b", "c"};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 10);
    text_table_write(&out, columns, 3, cells, 1);
    assert_false(buffer_ok(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up_and_lines_do_not_end_in_blanks),
        cmocka_unit_test(an_empty_cell_keeps_the_columns_after_it_in_place),
        cmocka_unit_test(widths_are_those_of_the_display),
        cmocka_unit_test(what_could_move_the_cursor_is_shown_as_a_question_mark),
        cmocka_unit_test(overlong_and_surrogate_bytes_are_no_characters),
        cmocka_unit_test(a_table_past_the_limit_fails_the_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
