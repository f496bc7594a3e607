/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "triage/error_budget.h"

static void the_largest_k_below_its_share_of_the_budget_sets_the_level(void **state)
{
    /* The example of Benjamini and Hochberg 1995, section 3.2: four of fifteen at 0.05. */
    double pvalues[] = {0.0459, 0.0001, 0.5719, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278,
                        0.0298, 0.0344, 0.3240, 0.4262, 0.6528, 0.7590, 1.0000};
    const double level = error_budget_level(pvalues, ARRAY_LEN(pvalues), 0.05);

    (void)state;
    assert_true(level >= 0.0095 && level < 0.0201);
    assert_true(fabs(level - 4 * 0.05 / 15) < 1e-12);
}

static void one_far_p_value_does_not_help_the_others(void **state)
{
    double pvalues[] = {0.019, 0.0001, 0.5, 0.6};

    (void)state;
    assert_true(fabs(error_budget_level(pvalues, 4, 0.02) - 0.005) < 1e-12);
}

static void without_any_the_level_is_what_the_smallest_would_have_had_to_reach(void **state)
{
    double pvalues[] = {1, 0.5, 0.02, 0.2};

    (void)state;
    assert_true(fabs(error_budget_level(pvalues, 4, 0.02) - 0.005) < 1e-12);
    assert_true(fabs(error_budget_level(pvalues, 0, 0.02) - 0.02) < 1e-12);
    assert_true(fabs(error_budget_level(pvalues, 1, 0.02) - 0.02) < 1e-12);
}

static void equal_p_values_count_together(void **state)
{
    double pvalues[] = {0.01, 0.01, 0.01, 0.01};

    (void)state;
    assert_true(fabs(error_budget_level(pvalues, 4, 0.02) - 0.02) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_k_below_its_share_of_the_budget_sets_the_level),
        cmocka_unit_test(one_far_p_value_does_not_help_the_others),
        cmocka_unit_test(without_any_the_level_is_what_the_smallest_would_have_had_to_reach),
        cmocka_unit_test(equal_p_values_count_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
