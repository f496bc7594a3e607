/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/moving_mean.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { COUNT = 15 };

static const double values[COUNT] = {0.1, 0.2,       0.3, 1e16, -1e16, 0.1,  0.1, 0.1,
                                     0.7, 1e9 + 0.1, 3.3, 3.3,  3.3,   -0.0, 1e-9};

static void means_agree(size_t window, const double *wanted)
{
    double means[COUNT];

    moving_mean(values, COUNT, 1, window, means);
    for (size_t i = 0; i < COUNT; i++) {
        if (i + 1 < window)
            assert_true(isnan(means[i]));
        else
            assert_true(means[i] == wanted[i]);
    }
}

/* What pandas 2.3.3 gives: after large values have left, what they displaced stays missing. */
static void means_are_those_of_pandas_to_the_last_bit(void **state)
{
    static const double three[COUNT] = {
        0,
        0,
        0x1.9999999999999p-3,
        0x1.7af4c4a80aaabp+51,
        0x0.0p+0,
        -0x1.1111111111111p-3,
        -0x1.7af4c4a80aaabp+51,
        0x1.999999999999ap-4,
        0x1.1111111111111p-2,
        0x1.3de435599999ap+28,
        0x1.3de4356aaaaabp+28,
        0x1.3de4357888889p+28,
        0x1.a666666666666p+1,
        0x1.1555559999999p+1,
        0x1.1111119b081a9p+0,
    };
    static const double five[COUNT] = {
        0,
        0,
        0,
        0,
        0x0.0p+0,
        0x0.0p+0,
        -0x1.47ae147ae147bp-6,
        -0x1.eb851eb851ebap-5,
        -0x1.c6bf526340000p+50,
        0x1.7d7840051eb86p+27,
        0x1.7d7840199999ap+27,
        0x1.7d78402e147aep+27,
        0x1.7d7840428f5c3p+27,
        0x1.7d78403e147aep+27,
        0x1.eb851ee223950p+0,
    };

    (void)state;
    means_agree(1, values);
    means_agree(3, three);
    means_agree(5, five);
}

static void window_that_is_never_full_has_no_mean(void **state)
{
    (void)state;
    means_agree(COUNT + 1, NULL);

    double means[COUNT];

    moving_mean(values, COUNT, 1, 0, means);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(isnan(means[i]));
}

static void columns_of_a_matrix_do_not_mix(void **state)
{
    const double rows[] = {1, 100, 3, 300, 5, 500};
    double means[6] = {-1, -1, -1, -1, -1, -1};

    (void)state;
    moving_mean(rows + 1, 3, 2, 2, means + 1);
    assert_true(means[0] == -1 && means[2] == -1 && means[4] == -1);
    assert_true(isnan(means[1]) && means[3] == 200 && means[5] == 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_those_of_pandas_to_the_last_bit),
        cmocka_unit_test(window_that_is_never_full_has_no_mean),
        cmocka_unit_test(columns_of_a_matrix_do_not_mix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
