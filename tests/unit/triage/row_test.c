/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "triage/row.h"

static const double *quantiles(void)
{
    static double filled[BASELINE_MAX_RUNS + 1];

    row_fill_quantiles(filled, 0.0005);
    return filled;
}

static struct row find(const double *values, size_t count, int direction)
{
    const struct row_rule rule = {
        .quantiles = quantiles(), .threshold = 10, .direction = direction};

    return row_find(&rule, values, count);
}

static void bad_values_at_the_end_are_a_row(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 30, 31, 29};

    (void)state;
    assert_int_equal(find(values, 8, 1).start, 5);
    assert_int_equal(find(values, 8, 1).side, 1);
    assert_int_equal(find(values, 8, 0).start, 5);
    assert_int_equal(find(values, 8, -1).start, 8);
    assert_int_equal(find(values, 5, 1).start, 5);
    assert_int_equal(find(values, 5, 1).side, 0);
}

static void a_good_value_after_a_bad_one_ends_it(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 30, 10};

    (void)state;
    assert_int_equal(find(values, 7, 1).side, 0);
    assert_int_equal(find(values, 6, 1).side, 1);
}

static void a_row_has_one_side(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 30, 2};

    (void)state;
    assert_int_equal(find(values, 7, 0).start, 6);
    assert_int_equal(find(values, 7, 0).side, -1);
}

static void the_quick_test_overlooks_no_row(void **state)
{
    double values[300];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        values[i] = i < 60 ? 1e12 : i < 280 ? 10 + 0.1 * (double)(i % 3) : 30;
    assert_int_equal(find(values, ARRAY_LEN(values), 1).start, 280);
    assert_int_equal(find(values, ARRAY_LEN(values), 0).start, 280);
}

static void a_value_exceeds_a_row_only_by_more_than_threshold_and_limit(void **state)
{
    static const double row[] = {30, 40};

    (void)state;
    assert_false(row_exceeded(row, 2, 43, 1, 10, 1));
    assert_true(row_exceeded(row, 2, 45, 1, 10, 1));
    assert_false(row_exceeded(row, 2, 45, 1, 10, 6));
    assert_true(row_exceeded(row, 2, 20, -1, 10, 1));
}

static void too_few_or_huge_values_make_no_row(void **state)
{
    static const double few[] = {10, 10, 30}, huge[] = {1e308, 1e308, 1.1e308, 1.7e308};

    (void)state;
    assert_int_equal(find(few, 3, 1).side, 0);
    assert_int_equal(find(few, 0, 1).side, 0);
    assert_int_equal(find(huge, 4, 1).side, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_values_at_the_end_are_a_row),
        cmocka_unit_test(a_good_value_after_a_bad_one_ends_it),
        cmocka_unit_test(a_row_has_one_side),
        cmocka_unit_test(the_quick_test_overlooks_no_row),
        cmocka_unit_test(a_value_exceeds_a_row_only_by_more_than_threshold_and_limit),
        cmocka_unit_test(too_few_or_huge_values_make_no_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
