/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "triage/baseline.h"
#include "triage/outlier.h"

/* The p-value of value against the values, the only metric of its run. */
static double pvalue_of(const double *sorted, size_t count, double value, int direction)
{
    AUTO_ARENA arena = arena_new();
    const struct outlier outlier = outlier_of(sorted, count, value, direction, 1);
    struct outlier_pool pool;

    outlier_pool_init(&pool, arena, count);
    outlier_pool_add(&pool, &outlier);
    outlier_pool_close(&pool);
    return outlier_pvalue(&pool, &outlier);
}

/* 49 values at normal deviates: no chance in them. */
static size_t quantiles(double *values)
{
    static const double half[] = {0.0502, 0.1010, 0.1510, 0.2019, 0.2533, 0.3055, 0.3585, 0.4125,
                                  0.4677, 0.5244, 0.5828, 0.6433, 0.7063, 0.7722, 0.8416, 0.9154,
                                  0.9945, 1.0803, 1.1750, 1.2816, 1.4051, 1.5548, 1.7507, 2.0537};

    values[24] = 100;
    for (size_t i = 0; i < 24; i++) {
        values[25 + i] = 100 + 5 * half[i];
        values[23 - i] = 100 - 5 * half[i];
    }
    return 49;
}

static void beyond_all_values_of_the_pool_p_is_at_most_one_in_their_number(void **state)
{
    double values[49];
    const size_t count = quantiles(values);

    (void)state;
    assert_true(pvalue_of(values, count, 114, 1) <= 1.0 / 50);
    assert_true(pvalue_of(values, count, 130, 1) < pvalue_of(values, count, 120, 1));
    assert_true(pvalue_of(values, count, 130, 1) > 0);
}

static void a_value_that_the_baseline_has_shown_is_never_rare(void **state)
{
    double values[49];
    const size_t count = quantiles(values);

    (void)state;
    values[48] = 200; /* one run was that bad */
    assert_true(pvalue_of(values, count, 150, 1) >= 2.0 / 50);
    values[47] = 200;
    assert_true(pvalue_of(values, count, 150, 1) >= 3.0 / 50);
}

static void p_is_never_below_that_of_student(void **state)
{
    static const double two_modes[] = {95,  95,  95,  95,  95,  95,  95,  95,  95,  95,
                                       105, 105, 105, 105, 105, 105, 105, 105, 105, 105};

    (void)state;
    assert_true(pvalue_of(two_modes, 20, 106, 1) > 0.05);
}

static void the_direction_says_which_side_is_rare(void **state)
{
    double values[49];
    const size_t count = quantiles(values);

    (void)state;
    assert_true(pvalue_of(values, count, 130, 1) < 0.02);
    assert_true(pvalue_of(values, count, 130, -1) > 0.5);
    assert_true(pvalue_of(values, count, 70, -1) < 0.02);
    assert_true(pvalue_of(values, count, 70, 0) < 0.02);
    assert_true(pvalue_of(values, count, 70, 0) >= pvalue_of(values, count, 70, -1));
}

static void a_longer_baseline_can_show_more(void **state)
{
    double values[49];
    const double few[] = {95, 97, 100, 103, 105};
    const size_t count = quantiles(values);

    (void)state;
    assert_true(pvalue_of(few, 5, 125, 1) > pvalue_of(values, count, 125, 1));
}

static void strays_of_autocorrelated_metrics_weigh_less(void **state)
{
    double values[49];
    const size_t count = quantiles(values);
    const struct outlier plain = outlier_of(values, count, 120, 1, 1);
    const struct outlier strayed = outlier_of(values, count, 120, 1, 1.5);

    (void)state;
    assert_true(strayed.score < plain.score);
    assert_true(outlier_of(values, count, 112, 1, 1.5).as_far > 0);
    assert_int_equal(outlier_of(values, count, 112, 1, 1).as_far, 0);
}

static void the_critical_distance_has_the_p_value_asked_for(void **state)
{
    AUTO_ARENA arena = arena_new();
    double values[49];
    const size_t count = quantiles(values);
    const struct outlier outlier = outlier_of(values, count, 140, 1, 1);
    struct outlier_pool pool;

    (void)state;
    outlier_pool_init(&pool, arena, count);
    outlier_pool_add(&pool, &outlier);
    outlier_pool_close(&pool);
    for (double level = 1e-5; level < 0.01; level *= 4) {
        const double distance = outlier_critical(&pool, &outlier, level);
        const struct outlier more =
            outlier_of(values, count, outlier.median + distance * 1.02, 1, 1);
        const struct outlier less =
            outlier_of(values, count, outlier.median + distance * 0.9, 1, 1);

        assert_true(outlier_pvalue(&pool, &more) <= level);
        assert_true(outlier_pvalue(&pool, &less) > level);
    }
}

static void other_metrics_tails_count(void **state)
{
    AUTO_ARENA arena = arena_new();
    double quiet[49], wild[49];
    const size_t count = quantiles(quiet);
    struct outlier_pool pool;

    (void)state;
    (void)quantiles(wild);
    wild[48] = 200;

    const struct outlier one = outlier_of(quiet, count, 120, 1, 1);
    const struct outlier other = outlier_of(wild, count, 100, 1, 1);

    outlier_pool_init(&pool, arena, 2 * count);
    outlier_pool_add(&pool, &one);
    outlier_pool_add(&pool, &other);
    outlier_pool_close(&pool);
    /* Of 98 scores one is as far out: two in 99. */
    assert_true(fabs(outlier_pvalue(&pool, &one) - 2.0 / 99) < 1e-9);
}

static void infinite_and_zero_spreads_stay_within_zero_and_one(void **state)
{
    static const double zeros[] = {0, 0, 0, 0, 0};
    static const double huge[] = {-1.5e308, -1e308, 1e308, 1.5e308};
    const double rare = pvalue_of(zeros, 5, 0.5, 1);
    const double unknown = pvalue_of(huge, 4, 1.7e308, 1);

    (void)state;
    assert_true(rare > 0 && rare < 0.05);
    assert_true(pvalue_of(zeros, 5, 0, 1) > 0.4);
    assert_true(isnan(unknown) || (unknown >= 0 && unknown <= 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beyond_all_values_of_the_pool_p_is_at_most_one_in_their_number),
        cmocka_unit_test(a_value_that_the_baseline_has_shown_is_never_rare),
        cmocka_unit_test(p_is_never_below_that_of_student),
        cmocka_unit_test(the_direction_says_which_side_is_rare),
        cmocka_unit_test(a_longer_baseline_can_show_more),
        cmocka_unit_test(strays_of_autocorrelated_metrics_weigh_less),
        cmocka_unit_test(the_critical_distance_has_the_p_value_asked_for),
        cmocka_unit_test(other_metrics_tails_count),
        cmocka_unit_test(infinite_and_zero_spreads_stay_within_zero_and_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
