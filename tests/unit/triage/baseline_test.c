/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "triage/baseline.h"

static void level_and_spread_of_a_few_values(void **state)
{
    static const double values[] = {10, 12, 9, 11, 8};
    const struct baseline baseline = baseline_of(values, 5, 10);

    (void)state;
    assert_int_equal(baseline.runs, 5);
    assert_true(fabs(baseline.mean - 10) < 1e-12 && fabs(baseline.median - 10) < 1e-12);
    /* Away from 10: 0 1 1 2 2. Median 1, mean 1.2: 1.2 * 1.2533 is the larger. */
    assert_true(fabs(baseline.spread - 1.50396) < 1e-9);
    assert_true(isnan(baseline.limit));
}

static void the_order_does_not_matter_but_which_are_newest_does(void **state)
{
    static const double up[] = {1, 2, 3, 4, 5, 6}, down[] = {6, 5, 4, 3, 2, 1};
    double values[BASELINE_MAX_RUNS + 20];

    (void)state;
    assert_true(baseline_of(up, 6, 3).spread == baseline_of(down, 6, 3).spread);
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        values[i] = i < 20 ? 1000 : 10;
    assert_int_equal(baseline_of(values, ARRAY_LEN(values), 10).runs, BASELINE_MAX_RUNS);
    assert_true(baseline_of(values, ARRAY_LEN(values), 10).mean == 10);
}

static void a_lone_wild_value_hardly_widens_the_spread(void **state)
{
    double values[21];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        values[i] = i % 3 == 0 ? 99 : i % 3 == 1 ? 100 : 101;
    values[4] = 100000;
    assert_true(baseline_of(values, ARRAY_LEN(values), 100).spread <= 2 * 1.4826 + 1e-9);
}

static void every_sort_of_constant_has_a_spread_where_it_must(void **state)
{
    static const double fives[] = {5, 5, 5}, zeros[] = {0, 0, 0};

    (void)state;
    assert_true(fabs(baseline_of(fives, 3, 5).spread - 0.05) < 1e-12);
    assert_true(baseline_of(zeros, 3, 1).spread == 1);   /* counts: one more is no wonder */
    assert_true(baseline_of(zeros, 3, 0.5).spread == 0); /* does not count anything */
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

static void sorting_keeps_every_value_of_any_count_and_puts_them_in_order(void **state)
{
    double values[BASELINE_MAX_RUNS + 1], expected[BASELINE_MAX_RUNS];

    (void)state;
    for (size_t count = 0; count <= BASELINE_MAX_RUNS; count++) {
        for (size_t i = 0; i < count; i++)
            expected[i] = values[i] = (double)((i * 37 + count) % 53) - 20; /* some are equal */
        values[count] = -1000;
        qsort(expected, count, sizeof *expected, compare_doubles);
        baseline_sort(values, count);
        for (size_t i = 0; i < count; i++)
            assert_true(values[i] == expected[i]);
        assert_true(values[count] == -1000);
    }
}

static void percentages_need_a_level(void **state)
{
    static const double values[] = {-10, -10, -10, -10};
    struct baseline baseline = baseline_of(values, 4, -9);

    (void)state;
    assert_true(fabs(baseline_percent(&baseline, -9) - 10) < 1e-9);
    assert_true(isnan(baseline_least_percent(&baseline, 5)));
    baseline.limit = 2;
    assert_true(fabs(baseline_least_percent(&baseline, 5) - 20) < 1e-9);
    assert_true(fabs(baseline_least_percent(&baseline, 30) - 30) < 1e-9);
    baseline = baseline_of(NULL, 0, 1);
    assert_true(isnan(baseline_percent(&baseline, 1)) && isnan(baseline.mean));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level_and_spread_of_a_few_values),
        cmocka_unit_test(the_order_does_not_matter_but_which_are_newest_does),
        cmocka_unit_test(a_lone_wild_value_hardly_widens_the_spread),
        cmocka_unit_test(every_sort_of_constant_has_a_spread_where_it_must),
        cmocka_unit_test(sorting_keeps_every_value_of_any_count_and_puts_them_in_order),
        cmocka_unit_test(percentages_need_a_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
