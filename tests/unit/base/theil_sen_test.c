/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/theil_sen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 200, MICROSECONDS = 1000000 };
static const int64_t hour = INT64_C(3600) * MICROSECONDS;

static double slope_of(const struct timed_value *samples, size_t count, int64_t span)
{
    struct timed_value *copy = calloc(3 * count + 1, sizeof *copy);

    assert_non_null(copy);
    memcpy(copy, samples, count * sizeof *copy);
    const double slope = theil_sen(copy, count, span, copy + count);
    free(copy);
    return slope;
}

static int by_number(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* All pairs. Where differences are exact in a double, each quotient is rounded once. */
static double brute(const struct timed_value *samples, size_t count)
{
    double *slopes = calloc(count * count + 1, sizeof *slopes);
    size_t found = 0;

    assert_non_null(slopes);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (samples[i].at != samples[j].at)
                slopes[found++] =
                    (samples[i].value - samples[j].value) / (double)(samples[i].at - samples[j].at);
    qsort(slopes, found, sizeof *slopes, by_number);
    const double slope =
        found == 0 ? (double)NAN : slopes[(found - 1) / 2] / 2 + slopes[found / 2] / 2 + 0.0;
    free(slopes);
    return slope;
}

/* xorshift: the same numbers on every machine. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void assert_same(double a, double b)
{
    if (isnan(a) || isnan(b))
        assert_true(isnan(a) && isnan(b));
    else
        assert_memory_equal(&a, &b, sizeof a);
}

static double value_of_kind(size_t kind, size_t i, uint64_t *random)
{
    switch (kind % 5) {
    case 0: /* few values, many ties */
        return (double)(next_random(random) % 4) - 1;
    case 1: /* all bits of one binade */
        return ldexp((double)((next_random(random) >> 12) | (UINT64_C(1) << 51)), -60);
    case 2: /* a line with some off it */
        return (double)i * 7 -
               (double)(next_random(random) % 3 == 0 ? next_random(random) % 100 : 0);
    case 3: /* whole numbers, both signs */
        return (double)(int64_t)(next_random(random) % 2000001) - 1e6;
    default:
        return 42;
    }
}

static void the_slope_is_that_of_all_pairs_to_the_bit(void **state)
{
    struct timed_value samples[MOST];
    uint64_t random = 88172645463325252u;

    (void)state;
    for (size_t turn = 0; turn < 600; turn++) {
        const size_t count = turn % 60 == 0 ? MOST : next_random(&random) % 24;
        const uint64_t apart = turn % 3 == 0 ? count / 2 + 1 : UINT64_C(1) << (turn % 50);
        for (size_t i = 0; i < count; i++) {
            samples[i].at = (int64_t)(next_random(&random) % apart);
            samples[i].value = value_of_kind(turn, i, &random);
        }
        assert_same(slope_of(samples, count, 1), brute(samples, count));
    }
}

static void a_straight_line_has_its_own_slope_per_hour(void **state)
{
    struct timed_value samples[MOST];

    (void)state;
    for (size_t i = 0; i < MOST; i++)
        samples[i] = (struct timed_value){(int64_t)i * 30 * MICROSECONDS, 512 + (double)i / 60};
    /* 1/60 in each of 120 half minutes: the values are rounded, their median slope is not. */
    assert_true(fabs(slope_of(samples, MOST, hour) - 2) < 1e-12);
    for (size_t i = 0; i < MOST; i++)
        samples[i].value = 512 - (double)i * 0.25;
    assert_true(slope_of(samples, MOST, hour) == -30);
}

static void neither_order_nor_the_start_of_time_matters(void **state)
{
    struct timed_value samples[MOST], moved[MOST];
    uint64_t random = 12345;

    (void)state;
    for (size_t i = 0; i < MOST; i++)
        samples[i] = (struct timed_value){(int64_t)(next_random(&random) % 1000),
                                          sqrt((double)(next_random(&random) % 100))};
    const double slope = slope_of(samples, MOST, hour);
    for (size_t i = 0; i < MOST; i++) {
        moved[i] = samples[(i * 7 + 3) % MOST];
        moved[i].at += INT64_MAX - 2000;
    }
    assert_same(slope_of(moved, MOST, hour), slope);
    for (size_t i = 0; i < MOST; i++)
        moved[i].at = moved[i].at - INT64_MAX - INT64_MAX / 2;
    assert_same(slope_of(moved, MOST, hour), slope);
    for (size_t i = 0; i < MOST; i++)
        moved[i].value = -moved[i].value;
    assert_same(slope_of(moved, MOST, hour), -slope);
}

static void a_quarter_of_wild_samples_does_not_move_it(void **state)
{
    struct timed_value samples[MOST];

    (void)state;
    for (size_t i = 0; i < MOST; i++)
        samples[i] = (struct timed_value){(int64_t)i, i % 4 == 3 ? 1e9 : 3 * (double)i};
    assert_true(fabs(slope_of(samples, MOST, 1) - 3) < 0.5);
}

static void without_two_times_there_is_no_slope(void **state)
{
    const struct timed_value one[] = {{5, 1}}, same[] = {{5, 1}, {5, 2}, {5, 3}},
                             two[] = {{5, 1}, {5, 2}, {7, 4.5}};

    (void)state;
    assert_true(isnan(slope_of(one, 0, 1)));
    assert_true(isnan(slope_of(one, 1, 1)));
    assert_true(isnan(slope_of(same, 3, 1)));
    assert_true(slope_of(two, 3, 1) == 1.5); /* of 1.75 and 1.25 */
}

static void what_no_double_holds_is_no_slope(void **state)
{
    const struct timed_value steep[] = {{0, -1e308}, {1, 1e308}},
                             wild[] = {{0, 1}, {1, NAN}, {2, 3}},
                             endless[] = {{0, 1}, {1, (double)INFINITY}},
                             apart[] = {{INT64_MIN, 1}, {INT64_MAX, 2}};

    (void)state;
    assert_true(isnan(slope_of(steep, 2, 1)));
    assert_true(isnan(slope_of(wild, 3, 1)));
    assert_true(isnan(slope_of(endless, 2, 1)));
    assert_true(isnan(slope_of(apart, 2, 1)));
    assert_true(isnan(slope_of(wild, 1, 0)));
}

static void the_ends_of_the_doubles_are_fine(void **state)
{
    const struct timed_value large[] = {{0, -1.5e308}, {1000, 0}, {2000, 1.5e308}},
                             small[] = {{0, 0}, {1, 4.9e-324}, {2, 9.9e-324}};

    (void)state;
    assert_true(fabs(slope_of(large, 3, 1) / 1.5e305 - 1) < 1e-15);
    assert_true(slope_of(small, 3, 1) == 4.9e-324);
    assert_true(slope_of(small, 3, hour) / (4.9e-324 * (double)hour) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slope_is_that_of_all_pairs_to_the_bit),
        cmocka_unit_test(a_straight_line_has_its_own_slope_per_hour),
        cmocka_unit_test(neither_order_nor_the_start_of_time_matters),
        cmocka_unit_test(a_quarter_of_wild_samples_does_not_move_it),
        cmocka_unit_test(without_two_times_there_is_no_slope),
        cmocka_unit_test(what_no_double_holds_is_no_slope),
        cmocka_unit_test(the_ends_of_the_doubles_are_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
