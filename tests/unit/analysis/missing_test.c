/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/missing.h"

enum { N = 7 };

static const unsigned char marks[N] = {1, 0, 1, 0, 1, 0, 1};

static void assert_values(const double *got, const double *wanted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(got[i] == wanted[i] || (isnan(got[i]) && isnan(wanted[i]))))
            fail_msg("value %zu is %g, not %g", i, got[i], wanted[i]);
}

static void fill_carries_forward_then_backward_and_a_nan_is_a_value(void **state)
{
    const double values[N] = {9, 1, 9, (double)NAN, 9, 2, 9};
    const double wanted[N] = {1, 1, 1, (double)NAN, (double)NAN, 2, 2};
    double out[N];

    (void)state;
    assert_int_equal(missing_apply(MISSING_FILL, values, marks, N, out, NULL), N);
    assert_values(out, wanted, N);
}

static void fill_of_nothing_but_gaps_gives_nan(void **state)
{
    const double values[2] = {1, 2}, wanted[2] = {(double)NAN, (double)NAN};
    const unsigned char all[2] = {1, 1};
    double out[2];

    (void)state;
    assert_int_equal(missing_apply(MISSING_FILL, values, all, 2, out, NULL), 2);
    assert_values(out, wanted, 2);
}

static void skip_leaves_gaps_as_nan(void **state)
{
    const double values[N] = {9, 1, 9, 3, 9, 2, 9};
    const double wanted[N] = {(double)NAN, 1, (double)NAN, 3, (double)NAN, 2, (double)NAN};
    double out[N];

    (void)state;
    assert_int_equal(missing_apply(MISSING_SKIP, values, marks, N, out, NULL), N);
    assert_values(out, wanted, N);
}

static void drop_leaves_gaps_and_nan_out_and_remembers_places(void **state)
{
    const double values[N] = {9, 1, 9, (double)NAN, 9, (double)INFINITY, 9};
    const double wanted[2] = {1, (double)INFINITY};
    double out[N];
    size_t origin[N];

    (void)state;
    assert_int_equal(missing_apply(MISSING_DROP, values, marks, N, out, origin), 2);
    assert_values(out, wanted, 2);
    assert_int_equal(origin[0], 1);
    assert_int_equal(origin[1], 5);
}

static void series_without_marks_is_copied(void **state)
{
    const double values[3] = {1, (double)NAN, 3};
    double out[3];

    (void)state;
    assert_int_equal(missing_apply(MISSING_FILL, values, NULL, 3, out, NULL), 3);
    assert_values(out, values, 3);
    assert_int_equal(missing_apply(MISSING_SKIP, values, NULL, 3, out, NULL), 3);
    assert_values(out, values, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fill_carries_forward_then_backward_and_a_nan_is_a_value),
        cmocka_unit_test(fill_of_nothing_but_gaps_gives_nan),
        cmocka_unit_test(skip_leaves_gaps_as_nan),
        cmocka_unit_test(drop_leaves_gaps_and_nan_out_and_remembers_places),
        cmocka_unit_test(series_without_marks_is_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
