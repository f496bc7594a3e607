/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"
#include "kit/judge_kit.h"
#include "orion/judge.h"

enum { ROWS = 20, STEP = 10 };

/* From 100 to 110.5: +10.5 % at row 10, the run u010. */
static struct frame *frame_with_a_step(struct arena *arena, const struct test *test,
                                       const struct metric *metric)
{
    struct frame *frame = frame_kit_new(arena, test, ROWS);
    double values[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        values[i] = i < STEP ? 100 : 110.5;
    (void)frame_kit_add_numbers(frame, "cpu_avg", metric, values);
    return frame;
}

static void thresholds_are_cut_to_whole_numbers_unless_put_right(void **state)
{
    struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const char *log;

    (void)state;
    metric.threshold = 10.9;

    const struct frame *frame = frame_with_a_step(arena, &judge_kit_test, &metric);

    assert_int_equal(judge_kit_verdict(arena, frame, &options, &log).count, 1);
    assert_non_null(strstr(log, "\"fault 21: "));
    options.correct = true;

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, &log);

    assert_int_equal(verdict.count, 0);
    assert_int_equal(verdict.dropped_count, 1);
    assert_int_equal(verdict.dropped[0].rule, DROP_THRESHOLD);
    assert_string_equal(log, "");
}

static void threshold_with_a_fraction_that_changes_nothing_is_not_warned_of(void **state)
{
    struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const char *log;

    (void)state;
    metric.threshold = 10.4;
    (void)judge_kit_verdict(arena, frame_with_a_step(arena, &judge_kit_test, &metric), &options,
                            &log);
    assert_string_equal(log, "");
}

static void acknowledged_change_is_dropped_with_its_reason(void **state)
{
    const struct acknowledgement items[] = {
        {.uuid = "u010", .metric = "mem_avg", .reason = "another metric"},
        {.uuid = "u011", .metric = "cpu_avg", .reason = "another run"},
        {.uuid = "u010", .metric = "cpu_avg", .reason = "known"},
    };
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const struct frame *frame = frame_with_a_step(arena, &judge_kit_test, &metric);

    (void)state;
    for (size_t count = 2; count <= 3; count++) {
        const struct ack_list acks = {.items = items, .count = count};

        options.acks = &acks;

        const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

        assert_int_equal(verdict.regression, count == 2);
        assert_int_equal(verdict.dropped_count, count == 2 ? 0 : 1);
        if (count == 3) {
            assert_int_equal(verdict.dropped[0].rule, DROP_ACKNOWLEDGED);
            assert_string_equal(verdict.dropped[0].reason, "known");
            assert_int_equal(verdict.dropped[0].change.row, STEP);
        }
    }
}

static void run_id_under_another_name_cannot_be_acknowledged_unless_put_right(void **state)
{
    static const struct test other = {.name = "other", .uuid_field = "run_uuid"};
    const struct acknowledgement item = {.uuid = "u010", .metric = "cpu_avg", .reason = "known"};
    const struct ack_list acks = {.items = &item, .count = 1};
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    const struct frame *frame = frame_with_a_step(arena, &other, &metric);
    const char *log;

    (void)state;
    options.acks = &acks;
    assert_true(judge_kit_verdict(arena, frame, &options, &log).regression);
    assert_non_null(strstr(log, "acknowledgements are not found"));
    options.correct = true;
    assert_false(judge_kit_verdict(arena, frame, &options, &log).regression);
    assert_string_equal(log, "");
}

/* Orion looks for the first row of the run; the change is at the second. */
static void only_the_first_row_of_a_run_can_be_acknowledged_unless_put_right(void **state)
{
    const struct acknowledgement item = {.uuid = "u010", .metric = "cpu_avg", .reason = "known"};
    const struct ack_list acks = {.items = &item, .count = 1};
    const struct metric metric = judge_kit_metric(1);
    AUTO_ARENA arena = arena_new();
    struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    struct frame *frame = frame_with_a_step(arena, &judge_kit_test, &metric);

    (void)state;
    options.acks = &acks;
    frame->rows[STEP - 1].run = "u010";
    assert_true(judge_kit_verdict(arena, frame, &options, NULL).regression);
    options.correct = true;
    assert_false(judge_kit_verdict(arena, frame, &options, NULL).regression);
}

static void changes_come_by_column_then_by_row(void **state)
{
    const struct metric metric = judge_kit_metric(0);
    AUTO_ARENA arena = arena_new();
    const struct judge_options options = judge_kit_options(ORION_HUNTER, false);
    struct frame *frame = frame_kit_new(arena, &judge_kit_test, 30);
    double late[30], two[30];

    (void)state;
    for (size_t i = 0; i < 30; i++) {
        late[i] = i < 20 ? 50 : 60;
        two[i] = i < 10 ? 100 : i < 20 ? 120 : 100;
    }
    (void)frame_kit_add_numbers(frame, "late", &metric, late);
    (void)frame_kit_add_numbers(frame, "two", &metric, two);

    const struct orion_verdict verdict = judge_kit_verdict(arena, frame, &options, NULL);

    assert_int_equal(verdict.count, 3);
    assert_int_equal(verdict.changes[0].column, 0);
    assert_int_equal(verdict.changes[0].row, 20);
    assert_int_equal(verdict.changes[1].column, 1);
    assert_int_equal(verdict.changes[1].row, 10);
    assert_int_equal(verdict.changes[2].column, 1);
    assert_int_equal(verdict.changes[2].row, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_are_cut_to_whole_numbers_unless_put_right),
        cmocka_unit_test(threshold_with_a_fraction_that_changes_nothing_is_not_warned_of),
        cmocka_unit_test(acknowledged_change_is_dropped_with_its_reason),
        cmocka_unit_test(run_id_under_another_name_cannot_be_acknowledged_unless_put_right),
        cmocka_unit_test(only_the_first_row_of_a_run_can_be_acknowledged_unless_put_right),
        cmocka_unit_test(changes_come_by_column_then_by_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
