/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/cell_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/frame_kit.h"

static void cell_reads(struct cell cell, const char *wanted)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1000);
    cell_text(&out, &cell);
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, wanted);
}

static void cells_read_as_python_prints_them(void **state)
{
    (void)state;
    cell_reads(frame_kit_missing(), "nan");
    cell_reads(frame_kit_bool(true), "True");
    cell_reads(frame_kit_bool(false), "False");
    cell_reads(frame_kit_integer(-3998), "-3998");
    cell_reads(frame_kit_real(3998), "3998.0");
    cell_reads(frame_kit_real(1e-9), "1e-09");
    cell_reads(frame_kit_text("it's"), "it's");
}

static void documents_read_as_python_prints_them(void **state)
{
    (void)state;
    cell_reads((struct cell){.kind = CELL_JSON,
                             .text = "{\"a\":[1,2.5,null,true],\"it's\":{\"b\":\"c\"},\"d\":[]}"},
               "{'a': [1, 2.5, None, True], \"it's\": {'b': 'c'}, 'd': []}");
    cell_reads((struct cell){.kind = CELL_JSON, .text = "[99999999999999999999]"},
               "[99999999999999999999]");
}

static void lists_of_texts_read_as_python_prints_them(void **state)
{
    const char *const items[] = {"https://a/1", "b's"};
    const struct text_list two = {items, 2}, none = {items, 0};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1000);
    text_list_repr(&out, &two);
    text_list_repr(&out, &none);
    assert_string_equal(out.data, "['https://a/1', \"b's\"][]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_read_as_python_prints_them),
        cmocka_unit_test(documents_read_as_python_prints_them),
        cmocka_unit_test(lists_of_texts_read_as_python_prints_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
