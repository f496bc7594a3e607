/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch_table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"

static const struct metric value_metric = {.name = "m"};

static void add(struct table *table, const char *run, const char *time, struct cell value)
{
    struct table_row *row = table_add(table);

    row->run = run;
    row->time = time ? frame_kit_text(time) : frame_kit_missing();
    row->has_time = time != NULL;
    row->cells[0] = value;
}

static struct table *new_table(struct arena *arena, const char *column)
{
    struct table *table = table_new(arena, &value_metric, 1);

    table->columns[0] = column;
    return table;
}

static void settle(struct table *table, enum table_kind kind, bool correct)
{
    struct error err = {0};

    assert_true(table_settle(table, kind, correct, &err));
}

static void rows_are_sorted_by_time_and_those_without_come_last(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *table = new_table(arena, "m_P99");

    (void)state;
    add(table, "b", NULL, frame_kit_integer(1));
    add(table, "a", "2025-06-02T00:00:00Z", frame_kit_integer(2));
    add(table, "c", "2025-06-01T00:00:00Z", frame_kit_integer(3));
    settle(table, TABLE_PLAIN, false);
    assert_string_equal(table->rows[0].run, "c");
    assert_string_equal(table->rows[1].run, "a");
    assert_string_equal(table->rows[2].run, "b");
    assert_false(table->rows[2].stamp.known);
    assert_true(table->rows[2].stamp.nat);
    assert_false(table_repeats_runs(table));
}

static void plain_rows_are_dropped_only_where_all_is_the_same(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *table = new_table(arena, "m_P99");

    (void)state;
    add(table, "a", "2025-06-01T00:00:00Z", frame_kit_integer(1));
    add(table, "a", "2025-06-01T00:00:00.5Z", frame_kit_integer(1)); /* the same second */
    add(table, "a", "2025-06-01T00:00:00Z", frame_kit_integer(2));
    settle(table, TABLE_PLAIN, false);
    assert_int_equal(table->row_count, 2);
    assert_true(table_repeats_runs(table));
}

static void aggregated_rows_keep_the_first_of_a_run(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *table = new_table(arena, "m_avg");

    (void)state;
    add(table, "a", "2025-06-02T00:00:00Z", frame_kit_integer(2));
    add(table, "a", "2025-06-01T00:00:00Z", frame_kit_integer(1));
    settle(table, TABLE_AGGREGATED, false);
    assert_int_equal(table->row_count, 1);
    assert_int_equal(table->rows[0].cells[0].integer, 1);
}

static void means_take_one_row_a_run_and_leave_gaps_out(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *table = new_table(arena, "m_P99");

    (void)state;
    add(table, "a", "2025-06-01T00:00:00Z", frame_kit_integer(1));
    add(table, "b", "2025-06-02T00:00:00Z", frame_kit_integer(7));
    add(table, "a", "2025-06-03T00:00:00Z", frame_kit_integer(4));
    add(table, "a", "2025-06-04T00:00:00Z", frame_kit_missing());
    settle(table, TABLE_MEAN, true);
    assert_int_equal(table->row_count, 2);
    assert_string_equal(table->rows[0].run, "a");
    assert_true(table->rows[0].cells[0].real == 2.5);
    assert_true(table->rows[1].cells[0].real == 7);
}

static void whole_numbers_with_gaps_become_real(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *table = new_table(arena, "m_P99");

    (void)state;
    add(table, "a", "2025-06-01T00:00:00Z", frame_kit_integer(1));
    add(table, "b", "2025-06-02T00:00:00Z", frame_kit_missing());
    settle(table, TABLE_PLAIN, false);
    assert_int_equal(table->rows[0].cells[0].kind, CELL_REAL);
}

/* None stays None in a column of nothing else; beside a number or an absent field it is NaN. */
static void nulls_are_none_only_among_themselves(void **state)
{
    const struct cell none = {.is_none = true};
    AUTO_ARENA arena = arena_new();
    struct table *nulls = new_table(arena, "m_avg"), *mixed = new_table(arena, "n_avg"),
                 *absent = new_table(arena, "n_P99");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        add(nulls, i ? "a" : "b", "2025-06-01T00:00:00Z", none);
        add(mixed, i ? "a" : "b", "2025-06-01T00:00:00Z", i ? none : frame_kit_real(0.5));
        add(absent, i ? "a" : "b", "2025-06-01T00:00:00Z", i ? none : frame_kit_missing());
    }
    settle(nulls, TABLE_AGGREGATED, false);
    settle(mixed, TABLE_AGGREGATED, false);
    settle(absent, TABLE_PLAIN, false);
    for (size_t i = 0; i < 2; i++) {
        assert_true(nulls->rows[i].cells[0].is_none);
        assert_false(mixed->rows[i].cells[0].is_none);
        assert_false(absent->rows[i].cells[0].is_none);
    }
}

static void what_pandas_cannot_sort_or_compare_is_a_fault(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *mixed = new_table(arena, "a"), *none = new_table(arena, "b"),
                 *list = new_table(arena, "c");
    struct error err = {0};

    (void)state;
    add(mixed, "a", "2025-06-01T00:00:00Z", frame_kit_integer(1));
    add(mixed, "b", NULL, frame_kit_integer(1));
    mixed->rows[1].time = frame_kit_integer(1750000000);
    mixed->rows[1].has_time = true;
    assert_false(table_settle(mixed, TABLE_PLAIN, false, &err));
    add(none, "a", NULL, frame_kit_integer(1));
    assert_false(table_settle(none, TABLE_PLAIN, false, &err));
    add(list, "a", "2025-06-01T00:00:00Z", (struct cell){.kind = CELL_JSON, .text = "[1]"});
    assert_false(table_settle(list, TABLE_PLAIN, false, &err));
    assert_int_equal(err.code, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_time_and_those_without_come_last),
        cmocka_unit_test(plain_rows_are_dropped_only_where_all_is_the_same),
        cmocka_unit_test(aggregated_rows_keep_the_first_of_a_run),
        cmocka_unit_test(means_take_one_row_a_run_and_leave_gaps_out),
        cmocka_unit_test(whole_numbers_with_gaps_become_real),
        cmocka_unit_test(nulls_are_none_only_among_themselves),
        cmocka_unit_test(what_pandas_cannot_sort_or_compare_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
