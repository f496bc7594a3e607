/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/frame.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"

/* A column of three cells, one letter each: m(issing), n(one), b(ool), i(nteger), r(eal), t(ext).
 */
static size_t add(struct frame *frame, const char *letters)
{
    struct cell cells[8];

    for (size_t i = 0; letters[i]; i++)
        cells[i] = letters[i] == 'b'   ? frame_kit_bool(true)
                   : letters[i] == 'i' ? frame_kit_integer((long long)i)
                   : letters[i] == 'r' ? frame_kit_real((double)i + 0.5)
                   : letters[i] == 't' ? frame_kit_text("x")
                                       : (struct cell){.is_none = letters[i] == 'n'};
    return frame_kit_add(frame, letters, COLUMN_VALUE, NULL, cells);
}

static void columns_have_the_types_that_pandas_gives_them(void **state)
{
    static const struct {
        const char *letters;
        enum column_type type;
    } cases[] = {
        {"iii", COLUMN_IS_WHOLE},  {"iir", COLUMN_IS_REAL},   {"iim", COLUMN_IS_REAL},
        {"mmm", COLUMN_IS_REAL},   {"rrr", COLUMN_IS_REAL},   {"bbb", COLUMN_IS_BOOL},
        {"bbm", COLUMN_IS_OBJECT}, {"bii", COLUMN_IS_OBJECT}, {"tmm", COLUMN_IS_OBJECT},
        {"iit", COLUMN_IS_OBJECT}, {"nnn", COLUMN_IS_OBJECT}, {"nmm", COLUMN_IS_OBJECT},
    };
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 3);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(frame_column_type(frame, add(frame, cases[i].letters)), cases[i].type);
}

static void column_of_a_metric_without_documents_is_no_column_of_numbers(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 3);
    const size_t column = add(frame, "mmm");

    (void)state;
    assert_false(frame_has_value(frame, column));
    frame->columns[column].is_object = true;
    assert_int_equal(frame_column_type(frame, column), COLUMN_IS_OBJECT);
    assert_true(frame_has_value(frame, add(frame, "mmi")));
}

static void column_without_rows_is_empty(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 0);

    (void)state;
    assert_int_equal(frame_column_type(frame, add(frame, "")), COLUMN_IS_EMPTY);
    assert_int_equal(frame_take_rows(frame, NULL, 0)->row_count, 0);
}

static void cells_without_a_number_are_nan(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 5);
    const size_t column = add(frame, "mtbir");

    (void)state;
    assert_true(isnan(frame_number(frame, column, 0)));
    assert_true(isnan(frame_number(frame, column, 1)));
    assert_true(frame_number(frame, column, 2) == 1);
    assert_true(frame_number(frame, column, 3) == 3);
    assert_true(frame_number(frame, column, 4) == 4.5);
}

static void only_columns_of_values_are_found_by_name(void **state)
{
    const struct cell cells[] = {frame_kit_integer(1)};
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 1);

    (void)state;
    (void)frame_kit_add(frame, "cpu_avg", COLUMN_ATTRIBUTE, NULL, cells);
    assert_int_equal(frame_value_column(frame, "cpu_avg"), SIZE_MAX);
    (void)frame_kit_add(frame, "cpu_avg", COLUMN_VALUE, NULL, cells);
    assert_int_equal(frame_value_column(frame, "cpu_avg"), 1);
    assert_int_equal(frame_value_column(frame, "cpu"), SIZE_MAX);
}

static void rows_are_taken_in_the_order_asked_for(void **state)
{
    const size_t rows[] = {2, 0, 2};
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 3);
    const size_t column = add(frame, "rrr");
    const struct frame *taken = frame_take_rows(frame, rows, 3);

    (void)state;
    assert_int_equal(taken->row_count, 3);
    assert_string_equal(taken->rows[0].run, "u002");
    assert_string_equal(taken->rows[1].run, "u000");
    assert_true(frame_number(taken, column, 0) == 2.5);
    assert_true(frame_number(taken, column, 1) == 0.5);
    assert_int_equal(frame->row_count, 3);
    assert_string_equal(frame->rows[0].run, "u000");
}

/* pandas keeps float64 when the rows with a gap are dropped: 3998 stays 3998.0 in JSON. */
static void whole_numbers_of_a_real_column_stay_real_when_its_gap_is_not_taken(void **state)
{
    const size_t rows[] = {0, 1};
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, NULL, 3);
    const size_t gappy = add(frame, "iim"), whole = add(frame, "iii");
    const struct frame *taken = frame_take_rows(frame, rows, 2);

    (void)state;
    assert_int_equal(frame_column_type(taken, gappy), COLUMN_IS_REAL);
    assert_int_equal(taken->columns[gappy].cells[1].kind, CELL_REAL);
    assert_true(frame_number(taken, gappy, 1) == 1);
    assert_int_equal(frame_column_type(taken, whole), COLUMN_IS_WHOLE);
    assert_int_equal(frame->columns[gappy].cells[1].kind, CELL_INTEGER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_the_types_that_pandas_gives_them),
        cmocka_unit_test(column_of_a_metric_without_documents_is_no_column_of_numbers),
        cmocka_unit_test(column_without_rows_is_empty),
        cmocka_unit_test(cells_without_a_number_are_nan),
        cmocka_unit_test(only_columns_of_values_are_found_by_name),
        cmocka_unit_test(rows_are_taken_in_the_order_asked_for),
        cmocka_unit_test(whole_numbers_of_a_real_column_stay_real_when_its_gap_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
