/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "triage/recovery.h"

enum { COUNT = 30, ROW = 10 };

/* Noise around 100 that ends in itself; +20 in [ROW, back). */
static void fill(double values[COUNT], size_t back)
{
    static const double noise[] = {0.4, -1.1, 0.8, 1.3, -0.7, -0.2, 1.0, -1.4, 0.3, -0.5};

    for (size_t i = 0; i < COUNT; i++)
        values[i] = 100 + noise[i % 10] + (i >= ROW && i < back ? 20 : 0);
}

static const struct recovery_change step = {
    .row = ROW, .before = 100, .after = 120, .deviation = 1};

static void a_level_that_stays_has_not_recovered(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, COUNT);
    assert_int_equal(recovery_row(values, COUNT, &step, 1, 0), RECOVERY_NONE);
}

static void a_level_that_comes_back_has_recovered_at_its_first_value(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, 15);
    assert_int_equal(recovery_row(values, COUNT, &step, 1, 0), 15);
}

static void two_values_back_are_enough_and_one_is_not(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, 15);
    assert_int_equal(recovery_row(values, 16, &step, 1, 0), RECOVERY_NONE);
    assert_int_equal(recovery_row(values, 17, &step, 1, 0), 15);
}

static void one_wild_value_on_the_old_level_is_no_recovery(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, COUNT);
    values[20] = 100;
    assert_int_equal(recovery_row(values, COUNT, &step, 1, 0), RECOVERY_NONE);
}

static void a_third_level_is_no_recovery(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, 15);
    for (size_t i = 15; i < COUNT; i++)
        values[i] -= 20;
    assert_int_equal(recovery_row(values, COUNT, &step, 1, 0), RECOVERY_NONE);
}

static void gaps_are_passed_over(void **state)
{
    double values[COUNT];

    (void)state;
    fill(values, 15);
    values[11] = values[15] = values[17] = NAN;
    assert_int_equal(recovery_row(values, COUNT, &step, 1, 0), 16);
}

static void a_small_change_recovers_by_a_later_change_point_back(void **state)
{
    const struct recovery_change changes[] = {
        {.row = 5, .before = 100, .after = 104, .deviation = 4},
        {.row = 12, .before = 104, .after = 108, .deviation = 4},
        {.row = 20, .before = 108, .after = 100.5, .deviation = 4},
    };
    double values[COUNT];

    (void)state;
    fill(values, ROW);
    assert_int_equal(recovery_row(values, COUNT, changes, 2, 0), RECOVERY_NONE);
    assert_int_equal(recovery_row(values, COUNT, changes, 3, 0), 20);
}

static void a_constant_level_recovers_without_any_noise(void **state)
{
    const struct recovery_change change = {.row = 3, .before = 0, .after = 5, .deviation = 0};
    const double values[] = {0, 0, 0, 5, 5, 5, 0, 0, 0};

    (void)state;
    assert_int_equal(recovery_row(values, 9, &change, 1, 0), 6);
    assert_int_equal(recovery_row(values, 6, &change, 1, 0), RECOVERY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_that_stays_has_not_recovered),
        cmocka_unit_test(a_level_that_comes_back_has_recovered_at_its_first_value),
        cmocka_unit_test(two_values_back_are_enough_and_one_is_not),
        cmocka_unit_test(one_wild_value_on_the_old_level_is_no_recovery),
        cmocka_unit_test(a_third_level_is_no_recovery),
        cmocka_unit_test(gaps_are_passed_over),
        cmocka_unit_test(a_small_change_recovers_by_a_later_change_point_back),
        cmocka_unit_test(a_constant_level_recovers_without_any_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
