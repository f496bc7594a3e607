/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/settle.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool complete(int64_t history, int64_t had_a, bool has_a, int64_t had_b, bool has_b)
{
    const struct settle_row rows[] = {{"a", history, had_a, has_a}, {"b", history, had_b, has_b}};

    return settle_is_complete(rows, 2);
}

static void without_history_every_metric_is_expected(void **state)
{
    (void)state;
    assert_true(complete(0, 0, true, 0, true));
    assert_false(complete(0, 0, true, 0, false));
}

static void a_metric_that_half_of_the_runs_had_is_expected(void **state)
{
    (void)state;
    assert_false(complete(20, 20, true, 10, false));
    assert_true(complete(20, 20, true, 9, false));
    assert_true(complete(20, 20, true, 0, true));
    assert_false(complete(1, 1, false, 0, true));
    assert_true(complete(3, 2, true, 1, false));
}

static void a_run_without_any_point_is_not_complete(void **state)
{
    (void)state;
    assert_false(complete(20, 0, false, 0, false));
    assert_false(settle_is_complete(NULL, 0));
}

static void the_settling_time_runs_from_the_later_of_run_and_first_sight(void **state)
{
    (void)state;
    assert_true(settle_is_over(100, 100, 50, 150));
    assert_false(settle_is_over(100, 100, 50, 149));
    assert_false(settle_is_over(100, 130, 50, 150));
    assert_true(settle_is_over(100, 130, 50, 180));
    assert_false(settle_is_over(130, 100, 50, 179));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_history_every_metric_is_expected),
        cmocka_unit_test(a_metric_that_half_of_the_runs_had_is_expected),
        cmocka_unit_test(a_run_without_any_point_is_not_complete),
        cmocka_unit_test(the_settling_time_runs_from_the_later_of_run_and_first_sight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
