/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/position.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lines_and_columns_count_characters_from_one(void **state)
{
    static const char source[] = "ab\n\xc3\xa9x\n";
    AUTO_ARENA arena = arena_new();
    const struct origin *origin = origin_new(arena, "dir/f.yaml", source, strlen(source));
    char text[POSITION_TEXT_SIZE];

    (void)state;
    assert_string_equal(origin_source_text(origin, 0, text), "dir/f.yaml:1:1");
    assert_string_equal(origin_source_text(origin, 2, text), "dir/f.yaml:1:3");
    assert_string_equal(origin_source_text(origin, 5, text), "dir/f.yaml:2:2");
    assert_string_equal(origin_source_text(origin, 7, text), "dir/f.yaml:3:1");
    assert_string_equal(origin_source_text(origin, 1000, text), "dir/f.yaml:3:1");
}

static void spans_lead_back_to_the_source(void **state)
{
    static const char source[] = "a: {{ x }} b";
    AUTO_ARENA arena = arena_new();
    struct origin *origin = origin_new(arena, "f", source, strlen(source));
    char text[POSITION_TEXT_SIZE];

    (void)state;
    origin_add_span(origin, 0, 0, true);   /* "a: " */
    origin_add_span(origin, 3, 3, false);  /* the value, 10 bytes */
    origin_add_span(origin, 13, 10, true); /* " b" */
    assert_string_equal(position_text((struct position){origin, 2}, text), "f:1:3");
    assert_string_equal(position_text((struct position){origin, 9}, text), "f:1:4");
    assert_string_equal(position_text((struct position){origin, 14}, text), "f:1:12");
}

static void a_place_outside_files_has_no_text(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(position_keep((struct position){NULL, 0}, arena), "");
}

static void a_very_long_path_loses_its_front_not_the_numbers(void **state)
{
    char path[400], text[POSITION_TEXT_SIZE];
    AUTO_ARENA arena = arena_new();

    (void)state;
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    (void)origin_source_text(origin_new(arena, path, "", 0), 0, text);
    assert_true(strlen(text) < POSITION_TEXT_SIZE - 1);
    assert_string_equal(text + strlen(text) - 5, "p:1:1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_columns_count_characters_from_one),
        cmocka_unit_test(spans_lead_back_to_the_source),
        cmocka_unit_test(a_place_outside_files_has_no_text),
        cmocka_unit_test(a_very_long_path_loses_its_front_not_the_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
