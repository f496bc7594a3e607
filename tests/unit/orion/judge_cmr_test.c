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

static void earlier_runs_become_one_row_of_means_and_joined_texts(void **state)
{
    const struct cell whole[] = {frame_kit_integer(10), frame_kit_integer(15),
                                 frame_kit_integer(20)};
    const struct cell gappy[] = {frame_kit_missing(), frame_kit_integer(4), frame_kit_missing()};
    const struct cell ready[] = {frame_kit_bool(true), frame_kit_bool(false), frame_kit_bool(true)};
    const struct cell nodes[] = {frame_kit_integer(24), frame_kit_integer(25),
                                 frame_kit_integer(26)};
    const struct cell url[] = {frame_kit_text("https://a"), frame_kit_text("N/A"),
                               frame_kit_text("https://c")};
    const char *const prs[] = {"https://pr/1", "https://pr/2"};
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    frame->rows[1].prs = (struct text_list){prs, 2};
    (void)frame_kit_add(frame, "whole", COLUMN_VALUE, &metric, whole);
    (void)frame_kit_add(frame, "gappy", COLUMN_VALUE, &metric, gappy);
    (void)frame_kit_add(frame, "ready", COLUMN_ATTRIBUTE, &metric, ready);
    (void)frame_kit_add(frame, "nodes", COLUMN_DISPLAY, NULL, nodes);
    (void)frame_kit_add(frame, "buildUrl", COLUMN_DISPLAY, NULL, url);
    frame->rows[1].time += 1;

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);
    const struct frame *two = verdict.frame;

    assert_int_equal(two->row_count, 2);
    assert_true(two->has_real_times);
    assert_string_equal(two->rows[0].run, "u000,u001");
    assert_string_equal(two->rows[0].version.text, "4.19.0,4.19.1");
    assert_true(two->rows[0].real_time == 1700043200.5);
    assert_int_equal(two->rows[0].time, 1700043200);
    assert_string_equal(two->rows[0].prs_text, "[],['https://pr/1', 'https://pr/2']");
    assert_string_equal(two->rows[1].run, "u002");
    assert_null(two->rows[1].prs_text);
    assert_true(two->rows[1].real_time == 1700172800);

    assert_int_equal(two->columns[0].cells[0].kind, CELL_REAL);
    assert_true(two->columns[0].cells[0].real == 12.5);
    assert_int_equal(two->columns[0].cells[1].kind, CELL_REAL);
    assert_true(two->columns[0].cells[1].real == 20);
    assert_true(two->columns[1].cells[0].real == 4);
    assert_int_equal(two->columns[1].cells[1].kind, CELL_MISSING);
    assert_string_equal(two->columns[2].cells[0].text, "True,False");
    assert_int_equal(two->columns[2].cells[1].kind, CELL_BOOL);
    assert_true(two->columns[3].cells[0].real == 24.5);
    assert_int_equal(two->columns[3].cells[1].kind, CELL_REAL);
    assert_string_equal(two->columns[4].cells[0].text, "https://a,N/A");
    assert_string_equal(two->columns[4].cells[1].text, "https://c");

    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.changes[0].row, 1);
    assert_true(verdict.changes[0].percent == 60);
    assert_true(verdict.regression);
    assert_false(verdict.is_early);
}

static void one_run_is_shown_as_it_is(void **state)
{
    const double value[] = {4025};
    const struct metric metric = judge_kit_metric(0);
    const struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 1);

    (void)state;
    (void)frame_kit_add_numbers(frame, "a", &metric, value);

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_true(verdict.frame == frame);
    assert_int_equal(verdict.count, 0);
    assert_false(verdict.regression);
}

static void no_run_is_refused_unless_put_right(void **state)
{
    struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 0);

    (void)state;
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "no run");
    options.correct = true;
    assert_false(judge_kit_verdict(arena, frame, &options, NULL).regression);
}

static void truth_values_have_no_mean(void **state)
{
    const struct cell ready[] = {frame_kit_bool(true), frame_kit_bool(false)};
    const struct metric metric = judge_kit_metric(1);
    const struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 2);

    (void)state;
    (void)frame_kit_add(frame, "ready", COLUMN_VALUE, &metric, ready);
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "no mean");
}

static void direction_beyond_one_counts_by_its_sign(void **state)
{
    const double less[] = {100, 100, 90};
    struct metric metric = judge_kit_metric(0);
    const struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    (void)frame_kit_add_numbers(frame, "less", &metric, less);
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 1);
    metric.sign = 1;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 0);
    metric.sign = -1;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 1);
}

/* Orion joins the nulls to the text "None,None" and cannot compare it. */
static void metric_without_a_value_is_refused_unless_put_right(void **state)
{
    const struct cell none = {.is_none = true};
    const struct cell nulls[] = {none, none, none};
    const double value[] = {100, 100, 150};
    const struct metric metric = judge_kit_metric(1);
    struct judge_options options = judge_kit_options(ORION_CMR, false);
    AUTO_ARENA arena = arena_new();
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    (void)frame_kit_add(frame, "nulls", COLUMN_VALUE, &metric, nulls);
    (void)frame_kit_add_numbers(frame, "value", &metric, value);
    judge_kit_refuses(arena, frame, &options, ERROR_INPUT, "without a single value");
    options.correct = true;
    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);
    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.frame->columns[0].cells[0].kind, CELL_MISSING);
}

/* +8 % with a threshold of 10, +20 % that is acknowledged, +30 % that leans on a metric without a
 * change: Orion reports all three. */
static void threshold_acknowledgement_and_correlation_count_only_when_put_right(void **state)
{
    static const struct acknowledgement item = {
        .uuid = "u002", .metric = "acknowledged", .reason = "known"};
    static const struct ack_list acks = {.items = &item, .count = 1};
    const double small[] = {100, 100, 108}, known[] = {100, 100, 120}, leaning[] = {100, 100, 130};
    const double still[] = {100, 100, 90}, large[] = {100, 100, 150};
    struct metric metrics[5];
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_CMR, false);
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);
    const char *log;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        metrics[i] = judge_kit_metric(1);
    metrics[0].threshold = 10;
    metrics[2].correlation = "still";
    options.acks = &acks;
    (void)frame_kit_add_numbers(frame, "small", &metrics[0], small);
    (void)frame_kit_add_numbers(frame, "acknowledged", &metrics[1], known);
    (void)frame_kit_add_numbers(frame, "leaning", &metrics[2], leaning);
    (void)frame_kit_add_numbers(frame, "still", &metrics[3], still);

    assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 3);
    assert_non_null(strstr(log, "\"fault 12: "));

    options.correct = true;

    struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, &log);

    assert_int_equal(verdict.count, 0);
    assert_false(verdict.regression);
    assert_int_equal(verdict.dropped_count, 3);
    assert_int_equal(verdict.dropped[0].rule, DROP_THRESHOLD);
    assert_int_equal(verdict.dropped[1].rule, DROP_ACKNOWLEDGED);
    assert_int_equal(verdict.dropped[2].rule, DROP_CORRELATION);
    assert_string_equal(log, "");

    (void)frame_kit_add_numbers(frame, "large", &metrics[4], large);
    verdict = judge_kit_verdict(arena, frame, &options, NULL);
    assert_int_equal(verdict.count, 1);
    assert_int_equal(verdict.changes[0].column, 4);
    assert_true(verdict.regression);
}

/* With direction 0 Orion reports every metric, changed or not. */
static void equal_values_are_no_change_when_put_right(void **state)
{
    const double equal[] = {100, 100, 100}, gone[] = {100, 100, (double)NAN};
    const struct metric metric = judge_kit_metric(0);
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_CMR, false);
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 3);

    (void)state;
    (void)frame_kit_add_numbers(frame, "equal", &metric, equal);
    (void)frame_kit_add_numbers(frame, "gone", &metric, gone);
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 2);
    options.correct = true;
    assert_int_equal(judge_kit_verdict(arena, frame, &options, NULL).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(earlier_runs_become_one_row_of_means_and_joined_texts),
        cmocka_unit_test(one_run_is_shown_as_it_is),
        cmocka_unit_test(no_run_is_refused_unless_put_right),
        cmocka_unit_test(truth_values_have_no_mean),
        cmocka_unit_test(direction_beyond_one_counts_by_its_sign),
        cmocka_unit_test(metric_without_a_value_is_refused_unless_put_right),
        cmocka_unit_test(threshold_acknowledgement_and_correlation_count_only_when_put_right),
        cmocka_unit_test(equal_values_are_no_change_when_put_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
