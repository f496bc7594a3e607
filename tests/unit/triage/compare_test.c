/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/compare.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"
#include "triage/rank_sum.h"

#include <cmocka.h>

#define ABOUT(value, expected) assert_true(fabs((value) - (expected)) <= 1e-3 * fabs(expected))

static void the_rank_sum_has_the_known_values(void **state)
{
    static const double low[] = {1, 2, 3, 4, 5, 6, 7, 8}, high[] = {9, 10, 11, 12, 13, 14, 15, 16};
    static const double odd[] = {1, 3, 5, 7, 9, 11, 13, 15}, even[] = {2, 4, 6, 8, 10, 12, 14, 16};
    static const double ties[] = {1, 1, 1, 1, 2, 2, 2, 2}, more[] = {1, 2, 2, 2, 2, 2, 2, 2};
    static const double same[] = {4, 4, 4, 4, 4, 4, 4, 4};

    (void)state;
    ABOUT(rank_sum_pvalue(low, 8, high, 8), 9.391056991e-4);
    ABOUT(rank_sum_pvalue(high, 8, low, 8), 9.391056991e-4);
    ABOUT(rank_sum_pvalue(odd, 8, even, 8), 0.71319549);
    ABOUT(rank_sum_pvalue(ties, 8, more, 8), 0.1332583);
    assert_true(rank_sum_pvalue(same, 8, same, 8) == 1);
}

/* One metric of these values; both ends by a value that ends no sample. */
static struct compare_result compare(const double *base, size_t base_count, const double *head,
                                     size_t head_count, struct compare_sample sample)
{
    AUTO_ARENA arena = arena_new();
    double left[32], right[32];
    struct compare_result result;

    if (base_count)
        memcpy(left, base, base_count * sizeof *base);
    if (head_count)
        memcpy(right, head, head_count * sizeof *head);
    sample.base = (struct compare_values){left, base_count};
    sample.head = (struct compare_values){right, head_count};
    (void)compare_judge(arena, &sample, 1, 0.02, &result);
    return result;
}

static struct compare_sample metric(int direction, double threshold)
{
    return (struct compare_sample){
        .direction = direction, .threshold = threshold, .limit_min = NAN, .limit_max = NAN};
}

static struct compare_sample limited(double limit_min, double limit_max)
{
    return (struct compare_sample){.direction = 1, .limit_min = limit_min, .limit_max = limit_max};
}

static void a_clear_step_is_worse_or_better_by_its_direction(void **state)
{
    static const double base[] = {100, 101, 99, 100.5}, head[] = {120, 121, 119};
    struct compare_result up = compare(base, 4, head, 3, metric(1, 5));

    (void)state;
    assert_int_equal(up.state, COMPARE_WORSE);
    assert_string_equal(up.method, "welch");
    ABOUT(up.percent, 19.8502);
    /* Variances 0.7292 and 1, raised to 1 % of the level, 1.44: 5.4 degrees, of which 5 are taken.
     */
    assert_true(up.pvalue < 1e-4 && up.least_percent < 6);
    assert_true(up.base.runs == 4 && up.head.median == 120);
    assert_int_equal(compare(base, 4, head, 3, metric(-1, 0)).state, COMPARE_BETTER);
    assert_int_equal(compare(base, 4, head, 3, metric(0, 0)).state, COMPARE_WORSE);
    assert_int_equal(compare(head, 3, base, 4, metric(1, 5)).state, COMPARE_BETTER);
    assert_int_equal(compare(base, 4, head, 3, metric(1, 25)).state, COMPARE_SAME);
}

static void few_or_noisy_runs_are_undecided_and_not_the_same(void **state)
{
    static const double noisy[] = {60, 140, 100}, other[] = {80, 150, 110},
                        quiet[] = {100, 101, 99};
    static const double one[] = {130}, two[] = {100, 131};

    (void)state;
    assert_int_equal(compare(noisy, 3, other, 3, metric(1, 5)).state, COMPARE_UNDECIDED);
    assert_int_equal(compare(quiet, 3, quiet, 3, metric(1, 5)).state, COMPARE_SAME);
    struct compare_result few = compare(one, 1, two, 2, metric(1, 5));
    assert_int_equal(few.state, COMPARE_UNDECIDED);
    assert_true(isnan(few.pvalue) && isnan(few.least_percent) && !few.method);
    assert_int_equal(compare(quiet, 3, one, 1, metric(1, 5)).state, COMPARE_WORSE);
    assert_int_equal(compare(noisy, 3, one, 1, metric(1, 5)).state, COMPARE_UNDECIDED);
    assert_int_equal(compare(quiet, 3, NULL, 0, metric(1, 5)).state, COMPARE_NO_DATA);
    assert_int_equal(compare(NULL, 0, NULL, 0, metric(1, 5)).state, COMPARE_NO_DATA);
}

static void equal_values_by_chance_are_no_proof(void **state)
{
    static const double base[] = {100, 100, 100}, near[] = {100.5, 100.5, 100.5}, zeros[] = {0, 0};
    static const double counts[] = {5, 5, 5};

    (void)state;
    assert_int_equal(compare(base, 3, near, 3, metric(1, 0)).state, COMPARE_SAME);
    struct compare_result none = compare(zeros, 2, zeros, 2, metric(1, 0));
    assert_int_equal(none.state, COMPARE_SAME);
    assert_true(none.pvalue == 1 && isnan(none.percent));
    assert_int_equal(compare(zeros, 2, counts, 3, metric(1, 10)).state, COMPARE_WORSE);
}

static void crossing_a_limit_is_worse_whatever_the_test_says(void **state)
{
    static const double base[] = {29, 20, 28}, head[] = {31, 36, 30};

    (void)state;
    struct compare_result crossed = compare(base, 3, head, 3, limited(NAN, 30));
    assert_int_equal(crossed.state, COMPARE_WORSE);
    assert_string_equal(crossed.beyond_limit, "max");
    struct compare_result both = compare(head, 3, head, 3, limited(NAN, 30));
    assert_int_not_equal(both.state, COMPARE_WORSE);
    assert_string_equal(both.beyond_limit, "max");
    assert_string_equal(compare(head, 3, base, 3, limited(30, NAN)).beyond_limit, "min");
}

static void metrics_share_one_error_budget(void **state)
{
    enum { METRICS = 20 };
    static const double base[] = {100, 103, 97, 101}, head[] = {106, 104, 109, 105};
    AUTO_ARENA arena = arena_new();
    double values[METRICS][8];
    struct compare_sample samples[METRICS];
    struct compare_result results[METRICS], alone;

    (void)state;
    alone = compare(base, 4, head, 4, metric(1, 1));
    assert_int_equal(alone.state, COMPARE_WORSE);
    for (int i = 0; i < METRICS; i++) {
        memcpy(values[i], base, sizeof base);
        memcpy(values[i] + 4, i ? base : head, sizeof head);
        samples[i] = metric(1, 1);
        samples[i].base = (struct compare_values){values[i], 4};
        samples[i].head = (struct compare_values){values[i] + 4, 4};
    }
    const struct compare_answer answer = compare_judge(arena, samples, METRICS, 0.02, results);
    assert_int_equal(answer.tested, METRICS);
    assert_true(answer.level < alone.pvalue);
    assert_int_equal(results[0].state, COMPARE_UNDECIDED);
    assert_true(results[0].least_percent > alone.least_percent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rank_sum_has_the_known_values),
        cmocka_unit_test(a_clear_step_is_worse_or_better_by_its_direction),
        cmocka_unit_test(few_or_noisy_runs_are_undecided_and_not_the_same),
        cmocka_unit_test(equal_values_by_chance_are_no_proof),
        cmocka_unit_test(crossing_a_limit_is_worse_whatever_the_test_says),
        cmocka_unit_test(metrics_share_one_error_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
