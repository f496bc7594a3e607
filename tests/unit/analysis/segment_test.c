/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/segment.h"

enum { MOST = 1000 };

/* The specification's sum, word for word. */
static double spelled_out(const double *values, size_t n)
{
    double r[8], sum = 0.0;
    size_t i = 0, half;

    if (n > 128) {
        half = n / 2 - n / 2 % 8;
        return spelled_out(values, half) + spelled_out(values + half, n - half);
    }
    if (n >= 8) {
        memcpy(r, values, sizeof r);
        for (i = 8; i + 8 <= n; i += 8)
            for (size_t lane = 0; lane < 8; lane++)
                r[lane] += values[i + lane];
        sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    }
    for (; i < n; i++)
        sum += values[i];
    return sum;
}

static void fill(double *values, size_t n)
{
    uint64_t state = 9;

    for (size_t i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
        values[i] = (double)(state >> 20) / 1e9 - 8e3;
    }
}

static void sums_and_moments_have_the_specified_shape_for_every_length(void **state)
{
    double values[MOST], squares[MOST];

    (void)state;
    fill(values, MOST);
    for (size_t n = 1; n <= MOST; n++) {
        const double mean = spelled_out(values, n) / (double)n;
        const struct moments moments = segment_moments(values, n);

        for (size_t i = 0; i < n; i++)
            squares[i] = (values[i] - mean) * (values[i] - mean);
        assert_true(segment_sum(values, n) == spelled_out(values, n));
        assert_true(moments.mean == mean);
        assert_true(moments.stddev == (n < 2 ? 0.0 : sqrt(spelled_out(squares, n) / (double)n)));
    }
    assert_true(segment_sum(values, 0) == 0.0);
}

static void missing_values_enter_the_sums_as_zero_at_their_own_place(void **state)
{
    double values[MOST], zeros[MOST], squares[MOST];

    (void)state;
    fill(values, MOST);
    for (size_t n = 1; n <= MOST; n += 7) {
        double present = 0, mean;
        struct moments moments;

        for (size_t i = 0; i < n; i++) {
            if (i % 3 == 1)
                values[i] = (double)NAN;
            zeros[i] = i % 3 == 1 ? 0.0 : values[i];
            present += i % 3 == 1 ? 0 : 1;
        }
        mean = spelled_out(zeros, n) / present;
        for (size_t i = 0; i < n; i++)
            squares[i] = i % 3 == 1 ? 0.0 : (values[i] - mean) * (values[i] - mean);
        moments = segment_moments_skipping(values, n);
        assert_true(moments.mean == mean);
        assert_true(moments.stddev == (n < 2 ? 0.0 : sqrt(spelled_out(squares, n) / present)));
    }
}

static void moments_of_nothing_but_gaps_are_nan_and_of_one_gap_have_no_deviation(void **state)
{
    const double gaps[3] = {(double)NAN, (double)NAN, (double)NAN};

    (void)state;
    assert_true(isnan(segment_moments_skipping(gaps, 3).mean));
    assert_true(isnan(segment_moments_skipping(gaps, 3).stddev));
    assert_true(isnan(segment_moments_skipping(gaps, 1).mean));
    assert_true(segment_moments_skipping(gaps, 1).stddev == 0.0);
    assert_true(isnan(segment_moments(gaps, 3).stddev));
}

static void mean_of_equal_values_may_be_off_by_a_bit_as_the_peers_is(void **state)
{
    double thirds[200];

    (void)state;
    for (size_t i = 0; i < 200; i++)
        thirds[i] = 1.0 / 3;
    assert_true(segment_moments(thirds, 200).stddev > 0.0);
    assert_true(segment_moments(thirds, 200).stddev < 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_moments_have_the_specified_shape_for_every_length),
        cmocka_unit_test(missing_values_enter_the_sums_as_zero_at_their_own_place),
        cmocka_unit_test(moments_of_nothing_but_gaps_are_nan_and_of_one_gap_have_no_deviation),
        cmocka_unit_test(mean_of_equal_values_may_be_off_by_a_bit_as_the_peers_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
