/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/strmap.h"
#include "detect/finding_changes.h"
#include "detect/rehearsed_test.h"

enum { RUNS = 12 };

/* Two series over twelve runs; "cpu" has a stored change point at run 5 in regression 50. */
struct fixture {
    struct arena *arena;
    struct history_run runs[RUNS];
    char names[RUNS][8];
    struct history_series before[2], after[2];
    struct test_history was, is;
    struct change_point_row points[2];
    size_t point_count;
    struct regression_row known[1];
    struct finding findings[2];
    size_t finding_count;
    struct acknowledgement_row acknowledged[1];
    struct rehearsed_test test;
    struct rehearsed_list list;
};

static struct finding finding_at(size_t series, size_t row, double percent,
                                 enum drop_reason dropped)
{
    return (struct finding){.series = series,
                            .row = row,
                            .recovered = RECOVERY_NONE,
                            .algorithm = ALGORITHM_EDIVISIVE,
                            .mean_before = 100,
                            .mean_after = 100 + percent,
                            .percent = percent,
                            .pvalue = 0.0001,
                            .dropped = dropped};
}

static void set_series(struct fixture *fixture)
{
    fixture->before[0] = (struct history_series){.series_id = 1,
                                                 .metric = "cpu",
                                                 .direction = 1,
                                                 .threshold = 10,
                                                 .correlation = "",
                                                 .regression_algorithm = ALGORITHM_EDIVISIVE};
    fixture->before[1] = fixture->before[0];
    fixture->before[1].series_id = 2;
    fixture->before[1].metric = "memory";
    memcpy(fixture->after, fixture->before, sizeof fixture->after);
    fixture->was = (struct test_history){.test = "t",
                                         .runs = fixture->runs,
                                         .run_count = RUNS,
                                         .series = fixture->before,
                                         .series_count = 2};
    fixture->is = fixture->was;
    fixture->is.series = fixture->after;
}

static int setup(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.arena = arena_new()};
    for (size_t i = 0; i < RUNS; i++) {
        (void)snprintf(fixture.names[i], sizeof fixture.names[i], "r%02zu", i);
        fixture.runs[i] = (struct history_run){.run_id = 100 + (int64_t)i,
                                               .at = (int64_t)i * 1000,
                                               .uuid = fixture.names[i],
                                               .build = fixture.names[i]};
    }
    set_series(&fixture);
    fixture.points[0] = (struct change_point_row){.series_id = 1,
                                                  .algorithm = "edivisive",
                                                  .run_id = 105,
                                                  .at = 5000,
                                                  .mean_before = 100,
                                                  .mean_after = 120,
                                                  .percent = 20,
                                                  .pvalue = 0.0001,
                                                  .regression_id = 50};
    fixture.point_count = 1;
    fixture.known[0] = (struct regression_row){.regression_id = 50,
                                               .run_id = 105,
                                               .at = 5000,
                                               .uuid = "r05",
                                               .build = "r05",
                                               .previous_uuid = "r04",
                                               .previous_build = "r04",
                                               .percent = 20,
                                               .pvalue = 0.0001,
                                               .metrics = 1,
                                               .state = "open"};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    return 0;
}

static const struct rehearsal_regression *compare(struct fixture *fixture)
{
    struct triage_change *changes =
        finding_changes(fixture->arena, &fixture->is, fixture->findings, fixture->finding_count);

    fixture->test = (struct rehearsed_test){
        .before = &fixture->was,
        .after = &fixture->is,
        .points = fixture->points,
        .point_count = fixture->point_count,
        .regressions = fixture->known,
        .regression_count = 1,
        .findings = fixture->findings,
        .changes = changes,
        .finding_count = fixture->finding_count,
        .plan = triage_plan_make(fixture->arena, &fixture->is, changes, fixture->finding_count,
                                 fixture->known, 1),
        .acknowledged = fixture->acknowledged,
        .acknowledged_count = fixture->acknowledged[0].uuid ? 1 : 0,
    };
    fixture->list = (struct rehearsed_list){.arena = fixture->arena};
    rehearsed_test_compare(&fixture->test, &fixture->list);
    return fixture->list.items;
}

/* The one regression is lost, and its one member says why. */
static const char *says_lost(struct fixture *fixture, enum rehearsal_why why)
{
    const struct rehearsal_regression *lost = compare(fixture);

    assert_int_equal(fixture->list.count, 1);
    assert_int_equal(lost->kind, REHEARSAL_LOST);
    assert_int_equal(lost->regression_id, 50);
    assert_null(lost->after.uuid);
    assert_int_equal(lost->member_count, 1);
    assert_int_equal(lost->members[0].why, why);
    return lost->members[0].says;
}

static const char *says_gained(struct fixture *fixture, enum rehearsal_why why)
{
    const struct rehearsal_regression *gained = compare(fixture);

    assert_int_equal(fixture->list.count, 1);
    assert_int_equal(gained->kind, REHEARSAL_GAINED);
    assert_int_equal(gained->member_count, 1);
    assert_int_equal(gained->members[0].why, why);
    return gained->members[0].says;
}

static void the_same_findings_change_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_NONE);
    (void)compare(fixture);
    assert_int_equal(fixture->list.count, 0);
}

static void a_threshold_that_is_not_reached_is_told_with_both_numbers(void **state)
{
    struct fixture *fixture = *state;

    fixture->after[0].threshold = 25;
    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_THRESHOLD);
    assert_string_equal(says_lost(fixture, REHEARSAL_THRESHOLD),
                        "+20.0% is below the threshold of 25% (before: 10%)");
    assert_false(fixture->list.items[0].stays);
}

static void what_somebody_touched_stays(void **state)
{
    struct fixture *fixture = *state;

    fixture->known[0].state = "wontfix";
    (void)says_lost(fixture, REHEARSAL_SEARCH);
    assert_true(fixture->list.items[0].stays);
    assert_string_equal(fixture->list.items[0].state, "wontfix");
}

static void an_empty_regression_that_stays_empty_is_not_lost(void **state)
{
    struct fixture *fixture = *state;

    fixture->known[0].metrics = 0;
    fixture->known[0].state = "fixed";
    fixture->point_count = 0;
    (void)compare(fixture);
    assert_int_equal(fixture->list.count, 0);
}

static void an_empty_regression_that_is_found_again_is_gained_with_its_state(void **state)
{
    struct fixture *fixture = *state;

    fixture->known[0].metrics = 0;
    fixture->known[0].state = "fixed";
    fixture->points[0].regression_id = 0;
    fixture->points[0].dropped_by = "threshold";
    fixture->after[0].threshold = 5;
    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_NONE);
    assert_string_equal(says_gained(fixture, REHEARSAL_THRESHOLD),
                        "+20.0% reaches the threshold of 5% (before: 10%)");
    assert_string_equal(fixture->list.items[0].state, "fixed");
    assert_int_equal(fixture->list.items[0].regression_id, 50);
}

static void a_direction_an_acknowledgement_and_a_correlation_are_told(void **state)
{
    struct fixture *fixture = *state;

    fixture->after[0].direction = -1;
    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_DIRECTION);
    assert_string_equal(says_lost(fixture, REHEARSAL_DIRECTION),
                        "direction -1: only a decrease is worse (before: 1)");
    fixture->findings[0].dropped = DROP_ACKNOWLEDGED;
    fixture->acknowledged[0] =
        (struct acknowledgement_row){.uuid = "r05", .metric = "cpu", .reason = "moved"};
    assert_string_equal(says_lost(fixture, REHEARSAL_ACKNOWLEDGED), "acknowledged: moved");
    fixture->findings[0].dropped = DROP_CORRELATION;
    fixture->after[0].correlation = "memory";
    fixture->after[0].context = 3;
    assert_string_equal(says_lost(fixture, REHEARSAL_CORRELATION),
                        "memory does not change within 3 runs");
}

static void another_algorithm_and_a_metric_that_is_gone_are_told(void **state)
{
    struct fixture *fixture = *state;

    fixture->after[0].regression_algorithm = ALGORITHM_STEADY;
    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_NONE);
    assert_string_equal(says_lost(fixture, REHEARSAL_ALGORITHM),
                        "steady makes its regressions (before: edivisive)");
    fixture->finding_count = 0;
    fixture->is.series++;
    fixture->is.series_count = 1;
    assert_string_equal(says_lost(fixture, REHEARSAL_METRIC), "the metric is no longer configured");
}

static void a_move_of_two_runs_is_no_loss(void **state)
{
    struct fixture *fixture = *state;
    const struct rehearsal_regression *moved;

    fixture->findings[fixture->finding_count++] = finding_at(0, 7, 22, DROP_NONE);
    moved = compare(fixture);
    assert_int_equal(fixture->list.count, 1);
    assert_int_equal(moved->kind, REHEARSAL_MOVED);
    assert_string_equal(moved->before.uuid, "r05");
    assert_string_equal(moved->after.uuid, "r07");
    assert_int_equal(moved->member_count, 1);
    assert_true(moved->members[0].before && moved->members[0].after);
    assert_true(moved->members[0].percent_before == 20 && moved->members[0].percent == 22);
}

static void a_metric_more_is_a_change_with_one_member_gained(void **state)
{
    struct fixture *fixture = *state;
    const struct rehearsal_regression *changed;

    fixture->findings[fixture->finding_count++] = finding_at(0, 5, 20, DROP_NONE);
    fixture->findings[fixture->finding_count++] = finding_at(1, 5, 40, DROP_NONE);
    changed = compare(fixture);
    assert_int_equal(fixture->list.count, 1);
    assert_int_equal(changed->kind, REHEARSAL_CHANGED);
    assert_true(changed->before.percent == 20 && changed->after.percent == 40);
    assert_int_equal(changed->member_count, 2);
    assert_int_equal(changed->members[0].why, REHEARSAL_SAME);
    assert_int_equal(changed->members[1].why, REHEARSAL_SEARCH);
    assert_true(isnan(changed->members[1].percent_before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_findings_change_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_threshold_that_is_not_reached_is_told_with_both_numbers,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_somebody_touched_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_regression_that_stays_empty_is_not_lost, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            an_empty_regression_that_is_found_again_is_gained_with_its_state, setup, teardown),
        cmocka_unit_test_setup_teardown(a_direction_an_acknowledgement_and_a_correlation_are_told,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(another_algorithm_and_a_metric_that_is_gone_are_told, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_move_of_two_runs_is_no_loss, setup, teardown),
        cmocka_unit_test_setup_teardown(a_metric_more_is_a_change_with_one_member_gained, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
