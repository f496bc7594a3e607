/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "triage/repetition.h"

static void one_repetition_keeps_its_p_value(void **state)
{
    static const double pvalues[] = {0.03};

    (void)state;
    assert_true(fabs(repetition_pvalue(pvalues, 1, 0.3) - 0.03) < 1e-9);
}

/* Two deviates of 1.6449 (p 0.05) make 2.3262 (p 0.01000). */
static void independent_repetitions_add_up(void **state)
{
    static const double pvalues[] = {0.05, 0.05};

    (void)state;
    assert_true(fabs(repetition_pvalue(pvalues, 2, 0) - 0.010002) < 1e-5);
}

static void what_they_share_takes_from_their_weight(void **state)
{
    static const double pvalues[] = {0.05, 0.05};

    (void)state;
    assert_true(repetition_pvalue(pvalues, 2, 0.5) > repetition_pvalue(pvalues, 2, 0.1));
    assert_true(fabs(repetition_pvalue(pvalues, 2, 0.999999) - 0.05) < 1e-4);
    assert_true(repetition_shared(2, 5, 0) > repetition_shared(2, 50, 0));
    assert_true(repetition_shared(2, 50, 0.8) > 0.8);
    assert_true(fabs(repetition_shared(1, 9, 0) - 0.1) < 1e-12);
}

static void one_wild_repetition_among_ordinary_ones_decides_nothing(void **state)
{
    static const double pvalues[] = {0.005, 0.6, 0.5};

    (void)state;
    assert_true(repetition_pvalue(pvalues, 3, 0.02) > 0.05);
}

static void the_number_needed_reaches_the_level_and_one_less_does_not(void **state)
{
    double pvalues[REPETITION_MOST];
    const size_t needed = repetition_needed(0.06, 0.001, 50, 0);

    (void)state;
    for (size_t i = 0; i < REPETITION_MOST; i++)
        pvalues[i] = 0.06;
    assert_true(needed > 1 && needed < REPETITION_MOST);
    assert_true(repetition_pvalue(pvalues, needed, repetition_shared(needed, 50, 0)) <= 0.001);
    assert_true(repetition_pvalue(pvalues, needed - 1, repetition_shared(needed - 1, 50, 0)) >
                0.001);
    assert_int_equal(repetition_needed(0.0001, 0.001, 50, 0), 1);
    assert_int_equal(repetition_needed(0.7, 0.001, 50, 0), REPETITION_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_repetition_keeps_its_p_value),
        cmocka_unit_test(independent_repetitions_add_up),
        cmocka_unit_test(what_they_share_takes_from_their_weight),
        cmocka_unit_test(one_wild_repetition_among_ordinary_ones_decides_nothing),
        cmocka_unit_test(the_number_needed_reaches_the_level_and_one_less_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
