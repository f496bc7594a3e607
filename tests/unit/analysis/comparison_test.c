/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/comparison.h"

static void no_spread_and_different_means_give_p_0(void **state)
{
    const double values[] = {1, 1, 1, 2, 2, 2};

    (void)state;
    assert_true(comparison_of(values, 0, 3, 6, false).pvalue == 0.0);
}

static void no_spread_and_equal_means_give_no_p(void **state)
{
    const double values[] = {1, 1, 1, 1};

    (void)state;
    assert_true(isnan(comparison_of(values, 0, 2, 4, false).pvalue));
}

static void equal_means_with_spread_give_p_1(void **state)
{
    const double values[] = {1, 3, 1, 3};

    (void)state;
    assert_true(comparison_of(values, 0, 2, 4, false).pvalue == 1.0);
}

static void one_value_against_one_gives_p_1(void **state)
{
    const double values[] = {1, 1000};

    (void)state;
    assert_true(comparison_of(values, 0, 1, 2, false).pvalue == 1.0);
}

static void infinity_leaves_no_p_but_a_lone_infinite_value_gives_0(void **state)
{
    const double spread[] = {(double)INFINITY, 1, 2, 3};
    const double lone[] = {1, 2, (double)INFINITY};

    (void)state;
    assert_true(isnan(comparison_of(spread, 0, 2, 4, false).pvalue));
    assert_true(comparison_of(lone, 0, 2, 3, false).pvalue == 0.0);
}

static void skipped_gaps_still_count_in_the_degrees_of_freedom(void **state)
{
    const double gaps[] = {1, 2, (double)NAN, 11, 12, (double)NAN};
    const double dense[] = {1, 2, 11, 12};
    const struct comparison skipping = comparison_of(gaps, 0, 3, 6, true);
    const struct comparison plain = comparison_of(dense, 0, 2, 4, false);

    (void)state;
    assert_true(skipping.before.mean == 1.5 && skipping.after.mean == 11.5);
    assert_true(skipping.before.stddev == plain.before.stddev);
    assert_true(skipping.pvalue < plain.pvalue);
    assert_true(isnan(comparison_of(gaps, 0, 3, 6, false).pvalue));
}

static void changes_from_zero_have_magnitude_1_and_nan_of_the_first_wins(void **state)
{
    const struct comparison from_zero = {{0, 0}, {5, 0}, 0};
    const struct comparison to_zero = {{5, 0}, {0, 0}, 0};
    const struct comparison no_number = {{(double)NAN, 0}, {5, 0}, 0};

    (void)state;
    assert_true(relative_change(0, 5) == 0.0);
    assert_true(relative_change(2, 5) == 1.5);
    assert_true(comparison_magnitude(&from_zero) == 1.0);
    assert_true(comparison_magnitude(&to_zero) == 1.0);
    assert_true(isnan(comparison_magnitude(&no_number)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_spread_and_different_means_give_p_0),
        cmocka_unit_test(no_spread_and_equal_means_give_no_p),
        cmocka_unit_test(equal_means_with_spread_give_p_1),
        cmocka_unit_test(one_value_against_one_gives_p_1),
        cmocka_unit_test(infinity_leaves_no_p_but_a_lone_infinite_value_gives_0),
        cmocka_unit_test(skipped_gaps_still_count_in_the_degrees_of_freedom),
        cmocka_unit_test(changes_from_zero_have_magnitude_1_and_nan_of_the_first_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
