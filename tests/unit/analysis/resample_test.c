/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/resample.h"

enum { RUNS = 60 };

static double wobble(size_t i)
{
    static const double parts[] = {0, 0.4, -0.3, 0.1, -0.5, 0.2, 0.3};

    return parts[i % 7];
}

/* 100 for half of the runs, then `level`. */
static void stepped(double *values, double level)
{
    for (size_t i = 0; i < RUNS; i++)
        values[i] = (i < RUNS / 2 ? 100 : level) * (1 + wobble(i) / 100);
}

static void
stretches_are_brought_to_the_newest_level_and_what_lies_about_a_cut_is_left_out(void **state)
{
    static const size_t cuts[] = {RUNS / 2};
    double values[RUNS];
    struct resample resample;

    (void)state;
    stepped(values, 300);
    values[RUNS / 2 - 1] = 250; /* the place of the cut was one off */
    assert_int_equal(resample_init(&resample, values, RUNS, cuts, 1), ANALYSIS_OK);
    assert_int_equal(resample.stretches, 2);
    assert_int_equal(resample.count, RUNS - 2 * RESAMPLE_TRIM);
    assert_true(resample.multiplies);
    for (size_t i = 0; i < resample.count; i++)
        assert_true(fabs(resample.values[i] - 300) < 3);
    resample_done(&resample);
}

static void short_stretches_are_not_used(void **state)
{
    static const size_t cuts[] = {RESAMPLE_STRETCH + 1, 40};
    double values[RUNS];
    struct resample resample;

    (void)state;
    stepped(values, 100);
    assert_int_equal(resample_init(&resample, values, RUNS, cuts, 2), ANALYSIS_OK);
    assert_int_equal(resample.stretches, 2); /* 15 to 37, 42 to 59 */
    assert_int_equal(resample.count, 23 + 18);
    resample_done(&resample);
    assert_int_equal(resample_init(&resample, values, RESAMPLE_STRETCH - 1, NULL, 0), ANALYSIS_OK);
    assert_int_equal(resample.count, 0);
    resample_done(&resample);
}

static void values_that_are_not_above_zero_are_moved_instead_of_multiplied(void **state)
{
    static const size_t cuts[] = {RUNS / 2};
    double values[RUNS];
    struct resample resample;

    (void)state;
    stepped(values, 300);
    for (size_t i = 0; i < RUNS; i++)
        values[i] -= 200;
    assert_int_equal(resample_init(&resample, values, RUNS, cuts, 1), ANALYSIS_OK);
    assert_false(resample.multiplies);
    for (size_t i = 0; i < resample.count; i++)
        assert_true(fabs(resample.values[i] - 100) < 3);
    resample_done(&resample);
}

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void a_shuffled_history_has_each_value_once_before_one_comes_again(void **state)
{
    double values[RUNS], drawn[2 * RUNS];
    struct resample resample;
    struct twister twister;

    (void)state;
    for (size_t i = 0; i < RUNS; i++)
        values[i] = 100 + (double)i;
    assert_int_equal(resample_init(&resample, values, RUNS, NULL, 0), ANALYSIS_OK);
    twister_init(&twister, 1);
    resample_shuffled(&resample, &twister, drawn, 2 * RUNS);
    assert_memory_not_equal(drawn, drawn + RUNS, RUNS * sizeof *drawn);
    for (size_t half = 0; half < 2; half++) {
        qsort(drawn + half * RUNS, RUNS, sizeof *drawn, by_size);
        for (size_t i = 0; i < RUNS; i++)
            assert_true(fabs(drawn[half * RUNS + i] - values[i]) < 1e-9);
    }
    resample_done(&resample);
}

static void blocks_keep_neighbours_and_never_cross_a_cut(void **state)
{
    static const size_t cuts[] = {RUNS / 2};
    double values[RUNS], drawn[10 * RUNS];
    struct resample resample;
    struct twister twister;
    size_t joints = 0;

    (void)state;
    /* Each stretch is a ladder of its own; one rung is 1, the two are told apart by the half. */
    for (size_t i = 0; i < RUNS; i++)
        values[i] = 1000 + (double)(i % (RUNS / 2)) + (i < RUNS / 2 ? 0 : 0.25);
    assert_int_equal(resample_init(&resample, values, RUNS, cuts, 1), ANALYSIS_OK);
    resample.multiplies = false; /* so that rungs stay 1 */
    for (size_t i = 0; i < resample.count; i++)
        resample.values[i] = (double)i;
    twister_init(&twister, 1);
    resample_blocks(&resample, &twister, drawn, 10 * RUNS);
    for (size_t i = 1; i < (size_t)10 * RUNS; i++)
        joints += fabs(drawn[i] - drawn[i - 1] - 1) > 1e-9 ? 1 : 0;
    /* A joint a block, and one where a block goes round its stretch: far fewer than values. */
    assert_in_range(joints, 10 * RUNS / RESAMPLE_BLOCK - 1, 2 * 10 * RUNS / RESAMPLE_BLOCK);
    resample_done(&resample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            stretches_are_brought_to_the_newest_level_and_what_lies_about_a_cut_is_left_out),
        cmocka_unit_test(short_stretches_are_not_used),
        cmocka_unit_test(values_that_are_not_above_zero_are_moved_instead_of_multiplied),
        cmocka_unit_test(a_shuffled_history_has_each_value_once_before_one_comes_again),
        cmocka_unit_test(blocks_keep_neighbours_and_never_cross_a_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
