/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_join_test.c - the rows that pandas 2.3.3 gives for the same tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"
#include "orion/fetch_table.h"

static const struct metric shown = {.name = "m"}, attribute = {.name = "a", .is_metadata = true};

struct sample {
    const char *run, *time;
    long long value;
};

static struct table *make(struct arena *arena, const struct metric *metric, const char *column,
                          const struct sample *samples, size_t count)
{
    struct table *table = table_new(arena, metric, 1);
    struct error err = {0};

    table->columns[0] = column;
    for (size_t i = 0; i < count; i++) {
        struct table_row *row = table_add(table);
        row->run = samples[i].run;
        row->time = samples[i].time ? frame_kit_text(samples[i].time) : frame_kit_missing();
        row->has_time = true;
        row->cells[0] = frame_kit_integer(samples[i].value);
    }
    assert_true(table_settle(table, TABLE_PLAIN, false, &err));
    return table;
}

/* "run value value" of each row, a blank between, "-" for a gap. */
static const char *rows_of(struct arena *arena, struct table *const *tables, size_t count)
{
    struct frame frame = {.arena = arena};
    struct error err = {0};
    const char *text = "";

    assert_true(table_join(arena, tables, count, &frame, &err));
    for (size_t i = 0; i < frame.row_count; i++) {
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", frame.rows[i].run);
        for (size_t c = 0; c < frame.column_count; c++) {
            const struct cell *cell = &frame.columns[c].cells[i];
            text = cell->kind == CELL_MISSING ? arena_printf(arena, "%s -", text)
                                              : arena_printf(arena, "%s %g", text, cell->real);
        }
    }
    return text;
}

static void gaps_are_filled_and_rows_come_by_time(void **state)
{
    static const struct sample first[] = {{"b", "2025-06-02T00:00:00Z", 1},
                                          {"c", "2025-06-01T00:00:00Z", 2}};
    static const struct sample second[] = {{"a", "2025-06-03T00:00:00Z", 3},
                                           {"b", "2025-06-09T00:00:00Z", 4}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", first, 2),
                              make(arena, &shown, "y", second, 2)};

    (void)state;
    /* b's time is that of the first table which has it */
    assert_string_equal(rows_of(arena, tables, 2), "c 2 -, b 1 4, a - 3");
}

static void several_documents_of_a_run_multiply_left_by_right(void **state)
{
    static const struct sample first[] = {{"a", "2025-06-01T00:00:00Z", 1},
                                          {"a", "2025-06-01T00:00:01Z", 2}};
    static const struct sample second[] = {{"a", "2025-06-01T00:00:00Z", 3},
                                           {"a", "2025-06-01T00:00:01Z", 4}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", first, 2),
                              make(arena, &shown, "y", second, 2)};

    (void)state;
    assert_string_equal(rows_of(arena, tables, 2), "a 1 3, a 1 4, a 2 3, a 2 4");
}

static void one_table_keeps_its_own_order(void **state)
{
    static const struct sample only[] = {{"z", "2025-06-01T00:00:00.1Z", 1},
                                         {"a", "2025-06-01T00:00:00.2Z", 2}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", only, 2)};

    (void)state;
    assert_string_equal(rows_of(arena, tables, 1), "z 1, a 2");
}

static void joined_runs_of_one_second_come_by_name(void **state)
{
    static const struct sample only[] = {{"z", "2025-06-01T00:00:00.1Z", 1},
                                         {"a", "2025-06-01T00:00:00.2Z", 2}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", only, 2), make(arena, &shown, "y", NULL, 0)};

    (void)state;
    assert_string_equal(rows_of(arena, tables, 2), "a 2 -, z 1 -");
}

static void run_without_a_time_comes_last(void **state)
{
    static const struct sample first[] = {{"a", NULL, 1}, {"b", "2025-06-02T00:00:00Z", 2}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", first, 2)};

    (void)state;
    assert_string_equal(rows_of(arena, tables, 1), "b 2, a 1");
}

static void columns_know_their_role_and_metric(void **state)
{
    static const struct sample one[] = {{"a", "2025-06-01T00:00:00Z", 1}};
    AUTO_ARENA arena = arena_new();
    struct table *tables[] = {make(arena, &shown, "x", one, 1),
                              make(arena, &attribute, "y", one, 1)};
    struct frame frame = {.arena = arena};
    struct error err = {0};

    (void)state;
    assert_true(table_join(arena, tables, 2, &frame, &err));
    assert_int_equal(frame.columns[0].role, COLUMN_VALUE);
    assert_int_equal(frame.columns[1].role, COLUMN_ATTRIBUTE);
    assert_ptr_equal(frame.columns[1].metric, &attribute);
    assert_int_equal(frame.rows[0].time, 1748736000);
}

static void rows_beyond_all_bounds_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct table *tables[3];
    struct sample samples[200];
    struct frame frame = {.arena = arena};
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < 200; i++)
        samples[i] = (struct sample){"a", "2025-06-01T00:00:00Z", (long long)i};
    for (size_t t = 0; t < 3; t++)
        tables[t] = make(arena, &shown, "x", samples, 200);
    assert_false(table_join(arena, tables, 3, &frame, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_filled_and_rows_come_by_time),
        cmocka_unit_test(several_documents_of_a_run_multiply_left_by_right),
        cmocka_unit_test(one_table_keeps_its_own_order),
        cmocka_unit_test(joined_runs_of_one_second_come_by_name),
        cmocka_unit_test(run_without_a_time_comes_last),
        cmocka_unit_test(columns_know_their_role_and_metric),
        cmocka_unit_test(rows_beyond_all_bounds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
