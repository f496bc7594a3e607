/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "triage/verdict_rule.h"

static struct judgement judge_sample(const struct rule_sample *sample)
{
    AUTO_ARENA arena = arena_new();
    struct judgement judgement;

    (void)rule_judge(arena, sample, 1, RULE_ERROR_BUDGET, &judgement);
    return judgement;
}

/* One metric alone. */
static struct judgement judge_value(const double *values, size_t count, double value, int direction,
                                    double threshold)
{
    return judge_sample(&(struct rule_sample){.values = values,
                                              .count = count,
                                              .value = value,
                                              .direction = direction,
                                              .threshold = threshold});
}

/* The published API-latency story, in time order. */
static const double kapi[] = {0.984, 0.984, 0.984, 0.976, 0.984, 0.984, 0.9, 3.98,
                              19.9,  19.9,  3.94,  19.6,  28.6,  3.86,  3.74};

static struct judgement judge_kapi(size_t run)
{
    return judge_value(kapi, run, kapi[run], 1, 10);
}

static void the_first_seven_runs_of_the_published_story_never_fail(void **state)
{
    (void)state;
    for (size_t run = 0; run < 7; run++) {
        const enum deviation expected = run < 3 ? DEVIATION_UNDECIDABLE : DEVIATION_NONE;

        assert_int_equal(judge_kapi(run).deviation, expected);
    }
}

static void the_run_that_brought_the_published_regression_fails_at_once(void **state)
{
    (void)state;
    const struct judgement judgement = judge_kapi(7);

    assert_int_equal(judgement.deviation, DEVIATION_WORSE);
    assert_int_equal(judgement.baseline.runs, 7);
    assert_true(fabs(judgement.baseline.mean - 0.970857142857) < 1e-9);
    assert_true(fabs(baseline_percent(&judgement.baseline, kapi[7]) - 309.9470) < 1e-3);
    assert_true(baseline_least_percent(&judgement.baseline, 10) < 15);
}

static void runs_at_a_level_that_older_runs_brought_do_not_fail_again(void **state)
{
    (void)state;
    assert_int_equal(judge_kapi(8).deviation, DEVIATION_WORSE); /* 19.9 is worse than 3.98 */
    for (size_t run = 9; run < 12; run++) {
        const struct judgement judgement = judge_kapi(run);

        assert_int_equal(judgement.deviation, DEVIATION_OLDER);
        assert_int_equal(judgement.first, 7);
        assert_int_equal(judgement.baseline.runs, 7);
    }
    assert_int_equal(judge_kapi(12).deviation, DEVIATION_WORSE); /* 28.6: worse still */
    assert_int_equal(judge_kapi(13).deviation, DEVIATION_OLDER);
}

static void a_value_that_falls_back_after_one_bad_run_passes(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 30};

    (void)state;
    assert_int_equal(judge_value(values, 6, 10, 1, 10).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 6, 10, 1, 10).baseline.runs, 5);
    assert_int_equal(judge_value(values, 6, 31, 1, 10).deviation, DEVIATION_OLDER);
    assert_int_equal(judge_value(values, 6, 60, 1, 10).deviation, DEVIATION_WORSE);
}

static void only_the_worse_direction_counts(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 10};

    (void)state;
    assert_int_equal(judge_value(values, 6, 20, 1, 10).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 6, 20, -1, 10).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 6, 20, 0, 10).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 6, 5, 1, 10).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 6, 5, -1, 10).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 6, 5, 0, 10).deviation, DEVIATION_WORSE);
}

static void a_bad_run_on_the_other_side_excuses_nothing(void **state)
{
    static const double values[] = {10, 10.1, 9.9, 10, 10.1, 10, 2};

    (void)state;
    assert_int_equal(judge_value(values, 7, 20, 0, 10).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 7, 2.1, 0, 10).deviation, DEVIATION_OLDER);
}

static void a_change_below_the_threshold_passes_however_quiet_the_metric_is(void **state)
{
    static const double values[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};

    (void)state;
    assert_int_equal(judge_value(values, 10, 109, 1, 10).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 10, 111, 1, 10).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 10, 109, 1, 5).deviation, DEVIATION_WORSE);
}

static void a_change_within_the_noise_passes_however_small_the_threshold_is(void **state)
{
    static const double noisy[] = {80, 120, 95, 105, 70, 130, 100, 90, 110, 100};

    (void)state;
    assert_int_equal(judge_value(noisy, 10, 120, 1, 0).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(noisy, 10, 140, 1, 0).deviation, DEVIATION_SUSPICIOUS);
    assert_int_equal(judge_value(noisy, 10, 260, 1, 0).deviation, DEVIATION_WORSE);
}

static void a_constant_baseline_has_a_spread_all_the_same(void **state)
{
    static const double values[] = {5, 5, 5, 5, 5};

    (void)state;
    const struct judgement judgement = judge_value(values, 3, 5.2, 1, 0);

    assert_int_equal(judgement.deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 3, 5.4, 1, 0).deviation, DEVIATION_SUSPICIOUS);
    assert_true(fabs(judgement.baseline.spread - 0.05) < 1e-12);
    assert_int_equal(judge_value(values, 3, 10, 1, 0).deviation, DEVIATION_SUSPICIOUS);
    assert_int_equal(judge_value(values, 5, 10, 1, 0).deviation, DEVIATION_WORSE);
}

static void a_counter_that_is_mostly_zero_may_count_a_few(void **state)
{
    static const double counts[] = {0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0};
    static const double zeros[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    (void)state;
    assert_int_equal(judge_value(counts, 12, 2, 1, 0).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(counts, 12, 9, 1, 0).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(zeros, 10, 1, 1, 0).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(zeros, 10, 0.25, 1, 10).deviation, DEVIATION_WORSE);
    assert_true(isnan(baseline_percent(&(struct baseline){.runs = 3, .mean = 0}, 1)));
}

/* One run in twenty was as bad for no reason, so one run more proves nothing; three do. */
static void an_outlier_among_many_leaves_a_step_to_its_repetitions(void **state)
{
    static const double again[] = {125, 124, 126};
    double values[20];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        values[i] = i % 2 ? 101 : 99;
    values[8] = 300;

    struct rule_sample sample = {
        .values = values, .count = 20, .value = 125, .direction = 1, .threshold = 10};
    const struct judgement once = judge_sample(&sample);

    assert_int_equal(once.deviation, DEVIATION_SUSPICIOUS);
    assert_int_equal(once.more_runs, 3);
    sample.repeats = again;
    sample.repeat_count = 3;
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_WORSE);
}

static void only_the_newest_hundred_runs_are_the_baseline(void **state)
{
    double values[130];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        values[i] = i < 30 ? 1000 : 10;
    assert_int_equal(baseline_of(values, 130, 10).runs, 100);
    assert_true(fabs(baseline_of(values, 130, 10).mean - 10) < 1e-12);
}

static void huge_values_decide_nothing(void **state)
{
    static const double values[] = {1e308, 1.1e308, 1.2e308, 1e308};

    (void)state;
    assert_int_equal(judge_value(values, 4, 1.7e308, 1, 0).deviation, DEVIATION_NONE);
}

static void no_values_give_no_baseline(void **state)
{
    (void)state;
    const struct judgement judgement = judge_value(NULL, 0, 1, 1, 0);

    assert_int_equal(judgement.deviation, DEVIATION_UNDECIDABLE);
    assert_int_equal(judgement.baseline.runs, 0);
    assert_true(isnan(judgement.baseline.mean));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_seven_runs_of_the_published_story_never_fail),
        cmocka_unit_test(the_run_that_brought_the_published_regression_fails_at_once),
        cmocka_unit_test(runs_at_a_level_that_older_runs_brought_do_not_fail_again),
        cmocka_unit_test(a_value_that_falls_back_after_one_bad_run_passes),
        cmocka_unit_test(only_the_worse_direction_counts),
        cmocka_unit_test(a_bad_run_on_the_other_side_excuses_nothing),
        cmocka_unit_test(a_change_below_the_threshold_passes_however_quiet_the_metric_is),
        cmocka_unit_test(a_change_within_the_noise_passes_however_small_the_threshold_is),
        cmocka_unit_test(a_constant_baseline_has_a_spread_all_the_same),
        cmocka_unit_test(a_counter_that_is_mostly_zero_may_count_a_few),
        cmocka_unit_test(an_outlier_among_many_leaves_a_step_to_its_repetitions),
        cmocka_unit_test(only_the_newest_hundred_runs_are_the_baseline),
        cmocka_unit_test(huge_values_decide_nothing),
        cmocka_unit_test(no_values_give_no_baseline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
