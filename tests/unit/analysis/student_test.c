/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/student.h"

/* 2 * scipy.special.stdtr(df, -t), scipy 1.16.3 */
static const struct {
    double t;
    size_t df;
    double p;
} known[] = {
    {0.1, 1, 0.9365489651388929},        {1, 1, 0.49999999999999956},
    {63.7, 1, 0.009993210089649734},     {100000.0, 1, 6.366197723463607e-06},
    {1e+120, 1, 6.366197723675813e-121}, {1e155, 1, 0.0},
    {2.5, 2, 0.1296117202215108},        {0.5, 3, 0.651447964848151},
    {12.3, 3, 0.0011574882762946203},    {1.7, 5, 0.14987678684832376},
    {8.0, 10, 1.1774942789666156e-05},   {40.0, 10, 2.2808577430857475e-12},
    {0.01, 48, 0.9920627349020823},      {3.5, 48, 0.0010152350979649883},
    {9.99, 48, 2.617219022203133e-13},   {35.0, 48, 7.961082260376027e-36},
    {250.0, 48, 1.9947346311552214e-76}, {1.0, 397, 0.3179196219336347},
    {14.2, 397, 2.685135734891302e-37},  {70.0, 397, 1.815791971818823e-225},
    {5.0, 9998, 5.830346208766941e-07},  {38.0, 9998, 2.92195536353661e-295},
    {1.2, 999998, 0.23013962473229316},  {37.0, 999998, 1.8299748003924014e-299},
    {1e-09, 30, 0.9999999992087356},
};

static void pvalues_are_those_of_scipy_within_1e9th(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double p = student_pvalue(known[i].t, known[i].df);

        if (fabs(p - known[i].p) > fmax(1e-9 * known[i].p, 1e-300))
            fail_msg("t %g, df %zu: %.17g, scipy has %.17g", known[i].t, known[i].df, p,
                     known[i].p);
        assert_true(student_pvalue(-known[i].t, known[i].df) == p);
    }
}

static void one_and_two_degrees_have_their_closed_forms(void **state)
{
    (void)state;
    for (double t = 1e-6; t < 1e6; t *= 1.3) {
        const double one = 2 / acos(-1.0) * atan(1 / t);
        const double two = 2 / (sqrt(2 + t * t) * (sqrt(2 + t * t) + t));

        assert_true(fabs(student_pvalue(t, 1) - one) <= 1e-13 * one);
        assert_true(fabs(student_pvalue(t, 2) - two) <= 1e-13 * two);
    }
}

static void pvalue_falls_as_t_grows_across_both_expansions(void **state)
{
    (void)state;
    for (size_t df = 1; df < 3000; df = df * 3 / 2 + 1) {
        double last = 1.0;

        for (double t = 1e-3; t < 100; t *= 1.01) {
            const double p = student_pvalue(t, df);

            assert_true(p < last || p == 0.0);
            last = p;
        }
    }
}

static void odd_values_follow_ieee(void **state)
{
    (void)state;
    assert_true(student_pvalue(0.0, 5) == 1.0);
    assert_true(student_pvalue((double)INFINITY, 5) == 0.0);
    assert_true(student_pvalue(-(double)INFINITY, 5) == 0.0);
    assert_true(isnan(student_pvalue((double)NAN, 5)));
}

static void critical_t_gives_back_its_pvalue(void **state)
{
    (void)state;
    for (size_t df = 1; df < 600; df += 7)
        for (double p = 1e-12; p < 1; p *= 9) {
            const double t = student_critical(p, df);

            assert_true(student_pvalue(t * (1 - 1e-10), df) > p);
            assert_true(student_pvalue(t * (1 + 1e-10), df) <= p);
        }
    assert_true(student_pvalue(student_critical(0.0, 48), 48) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pvalues_are_those_of_scipy_within_1e9th),
        cmocka_unit_test(one_and_two_degrees_have_their_closed_forms),
        cmocka_unit_test(pvalue_falls_as_t_grows_across_both_expansions),
        cmocka_unit_test(odd_values_follow_ieee),
        cmocka_unit_test(critical_t_gives_back_its_pvalue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
