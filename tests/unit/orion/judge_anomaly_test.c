/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"
#include "kit/judge_kit.h"
#include "orion/judge.h"

enum { ROWS = 30, SPIKE = 20 };

#define GAP ((double)NAN)

static void fill(double values[ROWS], double level)
{
    for (size_t i = 0; i < ROWS; i++)
        values[i] = level + (double)(i * 7 % 5) * level / 100;
    values[SPIKE] = level * 3;
}

static void rows_with_a_gap_are_left_out_and_the_others_keep_their_numbers(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_ANOMALY, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);
    struct cell whole[ROWS];
    double values[ROWS];

    (void)state;
    fill(values, 100);
    values[3] = GAP;
    for (size_t i = 0; i < ROWS; i++)
        whole[i] = frame_kit_integer((long long)i % 3);
    whole[7] = frame_kit_missing();
    (void)frame_kit_add_numbers(frame, "a", &metric, values);
    (void)frame_kit_add(frame, "b", COLUMN_VALUE, &metric, whole);

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_int_equal(verdict.frame->row_count, ROWS - 2);
    assert_true(verdict.frame->has_indexes);
    assert_int_equal(verdict.frame->rows[3].index, 4);
    assert_int_equal(verdict.frame->rows[6].index, 8);
    assert_string_equal(verdict.frame->rows[6].run, "u008");
    assert_int_equal(verdict.frame->columns[1].cells[0].kind, CELL_REAL);
    assert_int_equal(frame->columns[1].cells[0].kind, CELL_INTEGER);
    assert_true(verdict.regression);
    for (size_t i = 0; i < verdict.count; i++)
        if (verdict.changes[i].column == 0) {
            assert_int_equal(verdict.changes[i].row, SPIKE - 2);
            assert_true(verdict.changes[i].mean_after == 300);
        }
    assert_true(verdict.changes[0].column == 0);
}

/* Orion takes a gap of an attribute, or a metric without any value, for a gap of the run. */
static void only_gaps_of_values_leave_a_row_out_when_put_right(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);
    struct judge_options options = judge_kit_options(ORION_ANOMALY, false);
    struct cell nodes[ROWS];
    double values[ROWS], none[ROWS];

    (void)state;
    fill(values, 100);
    for (size_t i = 0; i < ROWS; i++) {
        nodes[i] = i == 2 ? frame_kit_missing() : frame_kit_integer(24);
        none[i] = GAP;
    }
    (void)frame_kit_add_numbers(frame, "a", &metric, values);
    (void)frame_kit_add(frame, "nodes", COLUMN_ATTRIBUTE, &metric, nodes);
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).frame->row_count, ROWS - 1);
    options.correct = true;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).frame->row_count, ROWS);

    (void)frame_kit_add_numbers(frame, "none", &metric, none);
    options.correct = false;
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "each has a gap");
    options.correct = true;

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_int_equal(verdict.frame->row_count, ROWS);
    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.changes[0].row, SPIKE);
}

static void direction_percent_and_window_decide_what_is_reported(void **state)
{
    AUTO_ARENA arena = arena_new();
    double values[ROWS];

    (void)state;
    fill(values, 100);
    for (int direction = -1; direction <= 1; direction += 2) {
        const struct metric metric = judge_kit_metric(direction);
        struct judge_options options = judge_kit_options(ORION_ANOMALY, false);
        struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

        (void)frame_kit_add_numbers(frame, "a", &metric, values);

        const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

        for (size_t i = 0; i < verdict.count; i++)
            assert_true(verdict.changes[i].percent * direction > 10);
        assert_int_equal(verdict.count > 0 && verdict.changes[0].row == SPIKE, direction == 1);
        if (direction == 1) {
            /* The mean holds the spike itself: (4 * 102 + 300) / 5, or so. */
            assert_true(verdict.changes[0].percent > 100 && verdict.changes[0].percent < 120);
            assert_true(verdict.changes[0].pvalue == 1);
        }
        options.min_anomaly_percent = 200;
        assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 0);
        options.min_anomaly_percent = 10;
        options.anomaly_window = 0;
        assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 0);
        options.anomaly_window = -1;
        judge_kit_refuses(arena, frame, &options, ERROR_USAGE, "-1");
    }
}

/* Values in small units: all rows look alike to the forest, and of 40 it flags all. */
static void rows_that_look_alike_are_not_anomalous_when_put_right(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 40);
    struct judge_options options = judge_kit_options(ORION_ANOMALY, false);
    double values[40];
    const char *log;

    (void)state;
    for (size_t i = 0; i < 40; i++)
        values[i] = i == SPIKE ? 3e-9 : 1e-9;
    (void)frame_kit_add_numbers(frame, "seconds", &metric, values);
    assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 1);
    assert_non_null(strstr(log, "cannot tell apart"));
    options.correct = true;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 0);
    assert_string_equal(log, "");
}

static void what_the_forest_cannot_use_is_refused(void **state)
{
    const double far[] = {1, 1e300, 2};
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_ANOMALY, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "no metric");
    (void)frame_kit_add_numbers(frame, "a", &metric, far);
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "3.4e38");
    frame = frame_kit_new(arena, &judge_kit_test, 0);
    (void)frame_kit_add_numbers(frame, "a", &metric, far);
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "no run");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_with_a_gap_are_left_out_and_the_others_keep_their_numbers),
        cmocka_unit_test(only_gaps_of_values_leave_a_row_out_when_put_right),
        cmocka_unit_test(direction_percent_and_window_decide_what_is_reported),
        cmocka_unit_test(rows_that_look_alike_are_not_anomalous_when_put_right),
        cmocka_unit_test(what_the_forest_cannot_use_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
