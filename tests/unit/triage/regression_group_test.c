/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "triage/regression_group.h"

static struct triage_change change(size_t row, double before, double after, bool counts)
{
    return (struct triage_change){.row = row,
                                  .recovered = RECOVERY_NONE,
                                  .mean_before = before,
                                  .mean_after = after,
                                  .percent = before == 0 ? NAN : (after - before) / before * 100,
                                  .pvalue = 0.0001 * (double)row,
                                  .deviation = 1,
                                  .counts = counts};
}

static void change_points_of_one_run_make_one_regression(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct triage_change changes[] = {
        change(9, 10, 15, true),
        change(4, 10, 12, true),
        change(9, 10, 2, true),
    };
    struct regression_group *groups;

    (void)state;
    assert_int_equal(regression_group_changes(arena, changes, 3, &groups), 2);
    assert_int_equal(groups[0].row, 4);
    assert_int_equal(groups[0].metrics, 1);
    assert_int_equal(groups[1].row, 9);
    assert_int_equal(groups[1].metrics, 2);
    assert_true(fabs(groups[1].percent + 80) < 1e-9);
    assert_int_equal(changes[0].group, 1);
    assert_int_equal(changes[1].group, 0);
    assert_int_equal(changes[2].group, 1);
}

static void a_dropped_change_point_makes_no_regression(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct triage_change changes[] = {change(9, 10, 90, false), change(9, 10, 15, true),
                                      change(3, 10, 15, false)};
    struct regression_group *groups;

    (void)state;
    assert_int_equal(regression_group_changes(arena, changes, 3, &groups), 1);
    assert_int_equal(groups[0].metrics, 1);
    assert_true(fabs(groups[0].percent - 50) < 1e-9);
}

static void a_change_from_zero_is_the_most_telling(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct triage_change changes[] = {change(9, 10, 900, true), change(9, 0, 3, true),
                                      change(12, 0, -3, true)};
    struct regression_group *groups;

    (void)state;
    assert_int_equal(regression_group_changes(arena, changes, 3, &groups), 2);
    assert_true(isinf(groups[0].percent) && groups[0].percent > 0);
    assert_true(isinf(groups[1].percent) && groups[1].percent < 0);
}

static void no_changes_make_no_regressions(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct regression_group *groups;

    (void)state;
    assert_int_equal(regression_group_changes(arena, NULL, 0, &groups), 0);
}

static void a_regression_recovers_when_most_of_its_telling_members_did(void **state)
{
    AUTO_ARENA arena = arena_new();
    /* The third changed by less than two deviations. */
    struct triage_change changes[] = {change(9, 10, 15, true), change(9, 10, 20, true),
                                      change(9, 10, 11, true)};
    struct regression_group *groups;

    (void)state;
    changes[0].recovered = 14;
    (void)regression_group_changes(arena, changes, 3, &groups);
    assert_int_equal(groups[0].recovered, RECOVERY_NONE);
    changes[1].recovered = 12;
    (void)regression_group_changes(arena, changes, 3, &groups);
    assert_int_equal(groups[0].recovered, 14);
    (void)regression_group_changes(arena, &changes[2], 1, &groups);
    assert_int_equal(groups[0].recovered, RECOVERY_NONE);
    changes[2].recovered = 13;
    (void)regression_group_changes(arena, &changes[2], 1, &groups);
    assert_int_equal(groups[0].recovered, 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_recovers_when_most_of_its_telling_members_did),
        cmocka_unit_test(change_points_of_one_run_make_one_regression),
        cmocka_unit_test(a_dropped_change_point_makes_no_regression),
        cmocka_unit_test(a_change_from_zero_is_the_most_telling),
        cmocka_unit_test(no_changes_make_no_regressions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
