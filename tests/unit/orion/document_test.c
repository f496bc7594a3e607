/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct slice slice_of(struct arena *arena, const char *json)
{
    return (struct slice){arena_strdup(arena, json), strlen(json)};
}

static void assert_slice(struct slice slice, const char *wanted)
{
    if (!wanted) {
        assert_null(slice.at);
        return;
    }
    assert_int_equal(slice.size, strlen(wanted));
    assert_memory_equal(slice.at, wanted, slice.size);
}

static void three_ways_of_reading_dotted_names_differ(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct slice doc =
        slice_of(arena, "{\"a\":{\"b\":{\"c\":1},\"d.e\":2},\"a.b\":3,\"x\":\"t\",\"a.f\":4}");

    (void)state;
    assert_slice(document_member(doc, "a.b"), "3");
    assert_slice(document_member(doc, "nothing"), NULL);
    assert_slice(document_path(doc, "a.b.c"), "1");
    assert_slice(document_path(doc, "x.y.z"), "\"t\""); /* stops at what is no object */
    assert_slice(document_path(doc, "a.f"), NULL);
    assert_slice(document_nested(doc, "a.b"), "{\"c\":1}");
    assert_slice(document_nested(doc, "x.y"), NULL);
    assert_slice(document_nested(doc, "a.f"), NULL); /* a is an object, so f is looked for there */
    assert_slice(document_flat(doc, "a.d.e"), "2");
    assert_slice(document_flat(doc, "a.f"), "4");
    assert_slice(document_flat(doc, "a"), NULL); /* objects are no columns */
    assert_slice(document_flat(doc, "a.b.c"), "1");
}

static void name_with_escapes_is_found(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct slice doc = slice_of(arena, "{\"a\\\"b\":1,\"\\u00e9\":2}");

    (void)state;
    assert_slice(document_member(doc, "a\"b"), "1");
    assert_slice(document_member(doc, "\xc3\xa9"), "2");
}

static void cells_keep_the_type_of_the_json(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    const struct cell whole = document_cell(arena, slice_of(arena, "3998"));
    const struct cell real = document_cell(arena, slice_of(arena, "3998.0"));
    const struct cell large = document_cell(arena, slice_of(arena, "123456789012345678901234"));
    const struct cell text = document_cell(arena, slice_of(arena, "\"a\\nb\""));
    assert_int_equal(whole.kind, CELL_INTEGER);
    assert_int_equal(whole.integer, 3998);
    assert_true(whole.real == 3998);
    assert_int_equal(real.kind, CELL_REAL);
    assert_true(real.real == 3998);
    assert_int_equal(large.kind, CELL_REAL);
    assert_string_equal(text.text, "a\nb");
    assert_int_equal(document_cell(arena, slice_of(arena, "true")).kind, CELL_BOOL);
    assert_int_equal(document_cell(arena, slice_of(arena, "null")).kind, CELL_MISSING);
    assert_true(document_cell(arena, slice_of(arena, "null")).is_none);
    assert_false(document_cell(arena, (struct slice){0}).is_none);
    assert_int_equal(document_cell(arena, (struct slice){0}).kind, CELL_MISSING);
    assert_string_equal(document_cell(arena, slice_of(arena, "[1,2]")).text, "[1,2]");
}

static void equality_is_pythons(void **state)
{
    AUTO_ARENA arena = arena_new();
    static const struct value ready = {.type = VALUE_TEXT, .text = "Ready"};
    static const struct value one = {.type = VALUE_INTEGER, .text = "1", .integer = 1, .real = 1};
    static const struct value none = {.type = VALUE_NULL, .text = "None"};

    (void)state;
    assert_true(document_equals(slice_of(arena, "\"Ready\""), &ready));
    assert_false(document_equals(slice_of(arena, "\"ready\""), &ready));
    assert_true(document_equals(slice_of(arena, "1"), &one));
    assert_true(document_equals(slice_of(arena, "1.0"), &one));
    assert_true(document_equals(slice_of(arena, "true"), &one));
    assert_false(document_equals(slice_of(arena, "\"1\""), &one));
    assert_false(document_equals((struct slice){0}, &one));
    assert_true(document_equals((struct slice){0}, &none));
    assert_true(document_equals(slice_of(arena, "null"), &none));
}

static void agreeing_takes_whole_texts_and_numbers(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_true(document_agrees(slice_of(arena, "\"AWS\""), "aws"));
    assert_false(document_agrees(slice_of(arena, "\"e2-custom-6-16384\""), "e2-custom-96-99999"));
    assert_true(document_agrees(slice_of(arena, "54"), "54"));
    assert_true(document_agrees(slice_of(arena, "54.0"), "54"));
    assert_false(document_agrees(slice_of(arena, "54"), ""));
    assert_true(document_agrees(slice_of(arena, "[\"a\",\"b\"]"), "B"));
    assert_false(document_agrees((struct slice){0}, "x"));
    assert_false(document_agrees(slice_of(arena, "null"), "null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_ways_of_reading_dotted_names_differ),
        cmocka_unit_test(name_with_escapes_is_found),
        cmocka_unit_test(cells_keep_the_type_of_the_json),
        cmocka_unit_test(equality_is_pythons),
        cmocka_unit_test(agreeing_takes_whole_texts_and_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
