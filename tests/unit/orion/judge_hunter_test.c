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

enum { ROWS = 22 };

#define GAP ((double)NAN)

/* Of the lab data: the step at row 13 is hidden by the gaps, but only where another metric has rows
 * for them. */
static const double patchy[ROWS] = {30.1408, 29.9868, GAP,     29.9554, 29.912,  29.9521,
                                    30.0693, GAP,     30.0037, 30.0233, 30.1311, 30.1063,
                                    GAP,     48.0005, 48.0449, 48.1979, 47.9584, GAP,
                                    47.8461, 48.0952, 47.7984, 47.8145};
static const double latency[ROWS] = {3998, 4007, 3975, 3963, 4038, 4037, 3971, 4021,
                                     3990, 4019, 4017, 3964, 3996, 4880, 4920, 4917,
                                     4915, 4901, 4858, 4871, 4915, 4897};
static const double early[ROWS] = {99.759,   99.5269,  100.1635, 179.2393, 179.474,  180.8755,
                                   180.1633, 180.1865, 179.9482, 180.4159, 179.5675, 179.1396,
                                   180.7111, 179.5225, 179.1637, 179.873,  180.2793, 179.6456,
                                   179.5158, 180.3262, 180.0987, 180.3148};

static void gaps_hide_a_change_unless_put_right(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const char *log;

    (void)state;
    (void)frame_kit_add_numbers(frame, "patchy", &metric, patchy);
    (void)frame_kit_add_numbers(frame, "latency", &metric, latency);

    struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, &log);

    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.changes[0].column, 1);
    assert_int_equal(verdict.changes[0].row, 13);
    assert_true(verdict.frame == frame);
    assert_non_null(strstr(log, "\"fault 3: missing values hide changes of a metric\""));
    assert_non_null(strstr(log, "test=\"a test\""));

    options.correct = true;
    verdict = judge_kit_verdict(arena, frame, &options, &log);
    assert_int_equal(verdict.count, 2);
    assert_int_equal(verdict.changes[0].column, 0);
    assert_int_equal(verdict.changes[0].row, 13);
    assert_true(fabs(verdict.changes[0].percent - 59.75) < 0.01);
    assert_string_equal(log, "");
}

static void what_makes_no_difference_is_not_warned_of(void **state)
{
    const struct metric metric = judge_kit_metric(-1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);
    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const char *log;

    (void)state;
    /* The hidden change goes the better way: no rule lets it through. */
    (void)frame_kit_add_numbers(frame, "patchy", &metric, patchy);
    assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 0);
    assert_string_equal(log, "");
}

/* The series of the reference: otava's merge step leaves row 6 the figures of a shorter stretch. */
static void figures_are_those_of_the_segments_as_reported_only_when_put_right(void **state)
{
    static const double values[24] = {104.08, 94.89,  100.84, 98.86,  99.09,  99.57,
                                      105.96, 109.54, 108.27, 116.65, 110.45, 109.29,
                                      109.44, 108.66, 107.89, 109.22, 110.96, 109.52,
                                      111.92, 109.6,  113.05, 116.09, 114.09, 111.99};
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 24);
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const char *log;

    (void)state;
    (void)frame_kit_add_numbers(frame, "a", &metric, values);

    struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, &log);

    assert_int_equal(verdict.changes[0].row, 6);
    assert_true(fabs(verdict.changes[0].percent - 10.303) < 0.001);
    assert_non_null(strstr(log, "\"fault 13: "));

    options.correct = true;
    verdict = judge_kit_verdict(arena, frame, &options, &log);
    assert_int_equal(verdict.changes[0].row, 6);
    assert_true(fabs(verdict.changes[0].percent - 11.194) < 0.001);
    assert_string_equal(log, "");
}

static void change_from_zero_is_infinite(void **state)
{
    static const double values[ROWS] = {0, 0, 0, 0,   0,   0,   0,   0,   0,   0,   7,
                                        7, 7, 7, 7.1, 7.1, 7.1, 6.9, 6.9, 6.9, 7.1, 7};
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

    (void)state;
    (void)frame_kit_add_numbers(frame, "a", &metric, values);

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_int_equal(verdict.count, 1);
    assert_true(verdict.changes[0].mean_before == 0);
    assert_true(isinf(verdict.changes[0].percent));
}

struct drop {
    struct orion_verdict *verdict;
    bool correct;
};

static void drop_early(void *context)
{
    const struct drop *drop = context;

    judge_drop_early(drop->verdict, drop->correct);
}

static void early_change_hides_later_ones_unless_put_right(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

    (void)state;
    (void)frame_kit_add_numbers(frame, "early", &metric, early);
    (void)frame_kit_add_numbers(frame, "latency", &metric, latency);
    for (int correct = 0; correct <= 1; correct++) {
        const struct judge_options options = judge_kit_options(ORION_HUNTER, correct);
        struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);
        const char *log;

        assert_int_equal(verdict.count, 2);
        assert_true(verdict.regression);
        assert_true(verdict.is_early);
        log = judge_kit_log_of(arena, drop_early, &(struct drop){&verdict, correct});
        assert_int_equal(verdict.count, 1);
        assert_int_equal(verdict.changes[0].row, 13);
        assert_int_equal(verdict.regression, correct);
        assert_false(verdict.is_early);
        assert_int_equal(verdict.dropped_count, 1);
        assert_int_equal(verdict.dropped[0].rule, DROP_EARLY);
        assert_int_equal(verdict.dropped[0].change.row, 3);
        assert_int_equal(strstr(log, "\"fault 4: ") != NULL, !correct);
    }
}

static void early_change_alone_hides_nothing(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_HUNTER, true);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

    (void)state;
    (void)frame_kit_add_numbers(frame, "early", &metric, early);
    for (int correct = 0; correct <= 1; correct++) {
        struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

        assert_string_equal(judge_kit_log_of(arena, drop_early, &(struct drop){&verdict, correct}),
                            "");
        assert_int_equal(verdict.count, 0);
        assert_false(verdict.regression);
    }
}

static void too_few_rows_or_no_value_are_no_regression(void **state)
{
    const double none[ROWS] = {GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP,
                               GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP};
    const struct metric metric = judge_kit_metric(0);
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (int correct = 0; correct <= 1; correct++) {
        const struct judge_options options = judge_kit_options(ORION_HUNTER, correct);
        const char *log;

        for (size_t rows = 0; rows <= 4; rows++) {
            struct frame *frame = frame_kit_new(arena, &judge_kit_test, rows);

            (void)frame_kit_add_numbers(frame, "a", &metric, latency);
            assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 0);
            assert_string_equal(log, "");
        }

        struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

        (void)frame_kit_add_numbers(frame, "a", &metric, none);
        assert_false(judge_kit_verdict(arena, frame, &options, &log).regression);
        assert_string_equal(log, "");
    }
}

static void text_among_the_values_is_refused_with_its_run(void **state)
{
    const struct cell cells[] = {frame_kit_real(1), frame_kit_text("fast"), frame_kit_real(2)};
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    (void)frame_kit_add(frame, "a", COLUMN_ATTRIBUTE, &metric, cells);
    for (int algorithm = ORION_HUNTER; algorithm <= ORION_ANOMALY; algorithm++) {
        const struct judge_options options =
            judge_kit_options((enum orion_algorithm)algorithm, false);

        frame->columns[0].role = COLUMN_VALUE;
        judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "run u001 has fast");
    }

    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);

    frame->columns[0].role = COLUMN_ATTRIBUTE;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 0);
}

/* numpy takes true for 1. */
static void truth_values_are_searched_as_numbers(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);
    struct cell cells[ROWS];

    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        cells[i] = frame_kit_bool(i >= 11);
    (void)frame_kit_add(frame, "ready", COLUMN_VALUE, &metric, cells);

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.changes[0].row, 11);
    assert_true(verdict.changes[0].mean_after == 1);
}

static void plan_may_be_shared_by_many_calls(void **state)
{
    const struct metric metric = judge_kit_metric(1);
    enum analysis_status status;
    struct edivisive_plan *plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, ROWS);

    (void)state;
    (void)frame_kit_add_numbers(frame, "latency", &metric, latency);
    options.plan = plan;
    for (int call = 0; call < 2; call++)
        assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).changes[0].row, 13);
    edivisive_plan_free(plan);
}

static void no_algorithm_is_no_verdict(void **state)
{
    const struct judge_options options = judge_kit_options(ORION_NO_ALGORITHM, false);
    AUTO_ARENA arena = arena_new();

    (void)state;
    judge_kit_refuses(arena, frame_kit_new(arena, &judge_kit_test, 0), &options, ERROR_USAGE,
                      "no algorithm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_hide_a_change_unless_put_right),
        cmocka_unit_test(what_makes_no_difference_is_not_warned_of),
        cmocka_unit_test(figures_are_those_of_the_segments_as_reported_only_when_put_right),
        cmocka_unit_test(change_from_zero_is_infinite),
        cmocka_unit_test(early_change_hides_later_ones_unless_put_right),
        cmocka_unit_test(early_change_alone_hides_nothing),
        cmocka_unit_test(too_few_rows_or_no_value_are_no_regression),
        cmocka_unit_test(text_among_the_values_is_refused_with_its_run),
        cmocka_unit_test(truth_values_are_searched_as_numbers),
        cmocka_unit_test(plan_may_be_shared_by_many_calls),
        cmocka_unit_test(no_algorithm_is_no_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
