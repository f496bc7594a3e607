/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/noise.h"
#include "triage/autocorrelation.h"

enum { COUNT = 100, SERIES = 40 };

/* Of many series, each with its own seed: the coefficient that all of them together give. */
static double coefficient_of(enum noise kind, bool with_step)
{
    struct autocorrelation all = {0}, last = {0};

    for (size_t i = 0; i < SERIES; i++) {
        struct noise_metric noise = noise_metric_of(kind, i, 1);
        double values[COUNT];

        for (size_t j = 0; j < COUNT; j++)
            values[j] = noise_next(&noise, 0) + (with_step && j >= COUNT / 2 ? 40 : 0);
        last = autocorrelation_of(values, COUNT, 5);
        autocorrelation_add(&all, last);
    }
    return autocorrelation_coefficient((struct autocorrelation){0}, all);
}

static void the_coefficient_of_a_process_is_found(void **state)
{
    (void)state;
    assert_true(coefficient_of(NOISE_GAUSS, false) < 0.06);
    assert_true(fabs(coefficient_of(NOISE_AR5, false) - 0.5) < 0.06);
    assert_true(fabs(coefficient_of(NOISE_AR8, false) - 0.8) < 0.06);
}

static void a_step_of_eight_deviations_hardly_moves_it(void **state)
{
    (void)state;
    assert_true(coefficient_of(NOISE_GAUSS, true) < 0.15);
}

static void alternation_and_constants_count_as_none(void **state)
{
    static const double values[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
    static const double same[] = {1, 1, 1, 1};
    const struct autocorrelation sums = autocorrelation_of(values, 12, 0.5);
    const struct autocorrelation none = autocorrelation_of(same, 4, 0);

    (void)state;
    assert_true(autocorrelation_coefficient(sums, sums) == 0);
    assert_true(autocorrelation_coefficient(none, none) == 0);
}

static void a_few_values_say_little(void **state)
{
    static const double rising[] = {1, 2, 3, 4, 5};
    const struct autocorrelation sums = autocorrelation_of(rising, 5, 1.5);

    (void)state;
    assert_true(autocorrelation_coefficient(sums, sums) < 0.4);
}

static void the_mean_of_a_process_is_less_certain(void **state)
{
    (void)state;
    assert_true(autocorrelation_inflation(0, 50) == 1);
    assert_true(autocorrelation_inflation(0.5, 1) == 1);
    /* By the sum 1 + 2 sum (1 - k/n) r^k, n = 4, r = 1/2. */
    assert_true(fabs(autocorrelation_inflation(0.5, 4) -
                     (1 + 2 * (0.75 * 0.5 + 0.5 * 0.25 + 0.25 * 0.125))) < 1e-12);
    assert_true(fabs(autocorrelation_stray(0, 50) - 1) < 1e-12);
    assert_true(autocorrelation_stray(0.8, 50) > 1.1 && autocorrelation_stray(0.8, 50) < 1.3);
    assert_true(autocorrelation_stray(0.95, 3) < 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_coefficient_of_a_process_is_found),
        cmocka_unit_test(a_step_of_eight_deviations_hardly_moves_it),
        cmocka_unit_test(alternation_and_constants_count_as_none),
        cmocka_unit_test(a_few_values_say_little),
        cmocka_unit_test(the_mean_of_a_process_is_less_certain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
