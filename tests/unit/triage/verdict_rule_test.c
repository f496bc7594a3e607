/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "kit/noise.h"
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

/* A threshold in percent of 0 is 0: what gets better is still no regression. */
static void any_worse_value_is_beyond_the_threshold_of_a_level_of_zero(void **state)
{
    static const double values[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    (void)state;
    assert_int_equal(judge_value(values, 20, 0.25, 1, 50).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 20, -0.25, 1, 50).deviation, DEVIATION_NONE);
    assert_int_equal(judge_value(values, 20, -0.25, -1, 50).deviation, DEVIATION_WORSE);
    assert_int_equal(judge_value(values, 20, 0, 1, 50).deviation, DEVIATION_NONE);
    assert_true(isnan(judge_value(values, 20, 0.25, 1, 50).percent));
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

/* 60 values of 10 with a spread of 1%, and two in it that were 3% off. */
static void fill_quiet(double values[60])
{
    for (size_t i = 0; i < 60; i++)
        values[i] = 10 + 0.1 * (double)(i * 7 % 5) - 0.2;
    values[10] = 10.3;
    values[40] = 9.7;
}

static void the_budget_is_shared_by_all_metrics_of_the_run(void **state)
{
    enum { METRICS = 50 };
    struct rule_sample samples[METRICS];
    struct judgement judgements[METRICS];
    AUTO_ARENA arena = arena_new();
    double values[60];

    (void)state;
    fill_quiet(values);
    for (size_t i = 0; i < METRICS; i++)
        samples[i] = (struct rule_sample){
            .values = values, .count = 60, .value = i == 0 ? 10.45 : 10, .direction = 1};

    const struct rule_answer one = rule_judge(arena, samples, 1, 0.02, judgements);
    const double alone = judgements[0].least_percent;

    assert_int_equal(one.tested, 1);
    assert_int_equal(judgements[0].deviation, DEVIATION_WORSE);

    const struct rule_answer many = rule_judge(arena, samples, METRICS, 0.02, judgements);

    assert_int_equal(many.tested, METRICS);
    assert_true(fabs(many.level - one.level / METRICS) < 1e-12);
    assert_int_not_equal(judgements[0].deviation, DEVIATION_WORSE);
    assert_true(judgements[0].pvalue <= one.level && judgements[0].pvalue > many.level);
    assert_true(judgements[0].least_percent > alone);
}

static void many_metrics_that_change_together_lend_each_other_weight(void **state)
{
    enum { METRICS = 20 };
    struct rule_sample samples[METRICS];
    struct judgement judgements[METRICS];
    AUTO_ARENA arena = arena_new();
    double values[60];
    double of_all;

    (void)state;
    fill_quiet(values);
    for (size_t i = 0; i < METRICS; i++)
        samples[i] = (struct rule_sample){
            .values = values, .count = 60, .value = 11, .direction = 1, .threshold = 5};
    of_all = rule_judge(arena, samples, METRICS, 0.02, judgements).level;
    assert_int_equal(judgements[METRICS - 1].deviation, DEVIATION_WORSE);
    /* Those that are acknowledged, or within the threshold, lend none. */
    for (size_t i = 1; i < METRICS; i++)
        samples[i].excused = true;
    assert_true(rule_judge(arena, samples, METRICS, 0.02, judgements).level < of_all / 10);
    assert_int_equal(judgements[METRICS - 1].deviation, DEVIATION_WORSE);
    for (size_t i = 1; i < METRICS; i++)
        samples[i] = (struct rule_sample){
            .values = values, .count = 60, .value = 11, .direction = 1, .threshold = 50};
    assert_true(rule_judge(arena, samples, METRICS, 0.02, judgements).level < of_all / 10);
}

static void repetitions_decide_and_the_first_value_does_not(void **state)
{
    static const double high[] = {10.5, 10.5, 10.5}, normal[] = {10, 10.1, 9.9};
    double values[60];
    struct rule_sample sample = {.values = values, .count = 60, .value = 10.5, .direction = 1};

    (void)state;
    fill_quiet(values);
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_WORSE);
    sample.repeat_count = 3;
    sample.repeats = normal;
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_NONE);
    assert_true(judge_sample(&sample).repeated);
    assert_true(fabs(judge_sample(&sample).judged - 10) < 1e-9);
    sample.repeats = high;
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_WORSE);
    /* A first value that was good is not judged by what came later. */
    sample.value = 10;
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_NONE);
    assert_false(judge_sample(&sample).repeated);
}

static void repetitions_in_between_stay_undecided_and_say_how_many_more(void **state)
{
    static const double middle[] = {10.25};
    double values[60];
    const struct rule_sample sample = {.values = values,
                                       .count = 60,
                                       .value = 10.5,
                                       .direction = 1,
                                       .repeats = middle,
                                       .repeat_count = 1};

    (void)state;
    fill_quiet(values);
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_SUSPICIOUS);
    assert_in_range(judge_sample(&sample).more_runs, 2, 5);
}

static void repetitions_on_the_other_side_clear_a_metric_of_both_directions(void **state)
{
    static const double low[] = {9.4, 9.4};
    double values[60];
    const struct rule_sample sample = {
        .values = values, .count = 60, .value = 10.6, .repeats = low, .repeat_count = 2};

    (void)state;
    fill_quiet(values);
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_NONE);
}

static void later_runs_at_the_level_of_a_change_point_count(void **state)
{
    static const double later[] = {10.28, 10.3, 10.29};
    double values[60];
    struct rule_sample sample = {.values = values, .count = 60, .value = 10.3, .direction = 1};

    (void)state;
    fill_quiet(values);
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_SUSPICIOUS);
    sample.change = true;
    sample.repeats = later;
    sample.repeat_count = 3;
    assert_int_equal(judge_sample(&sample).deviation, DEVIATION_WORSE);
    /* Not where the stretch before is short: the search cuts noise, too. */
    sample.stretch = 50;
    assert_int_not_equal(judge_sample(&sample).deviation, DEVIATION_WORSE);
}

static void a_short_baseline_says_how_many_values_it_lacks(void **state)
{
    static const double values[] = {10, 10};

    (void)state;
    assert_int_equal(judge_value(values, 2, 30, 1, 0).more_runs, 1);
    assert_int_equal(judge_value(values, 0, 30, 1, 0).more_runs, 3);
    assert_true(isnan(judge_value(values, 2, 30, 1, 0).pvalue));
    assert_int_equal(judge_value(values, 2, NAN, 1, 0).deviation, DEVIATION_UNDECIDABLE);
}

/* In how many of the runs, from the first on, is any metric called worse though nothing changed? */
static size_t count_wrong(struct arena *arena, enum noise kind, size_t metrics, size_t runs)
{
    double *values = ARENA_ARRAY(arena, double, metrics *runs);
    struct rule_sample *samples = ARENA_ARRAY(arena, struct rule_sample, metrics);
    struct judgement *judgements = ARENA_ARRAY(arena, struct judgement, metrics);
    struct noise_random random = noise_random_of(7, 0);
    double *shared = ARENA_ARRAY(arena, double, runs);
    size_t wrong = 0;

    for (size_t run = 0; run < runs; run++)
        shared[run] = noise_gauss(&random);
    for (size_t i = 0; i < metrics; i++) {
        struct noise_metric noise = noise_metric_of(kind, i, 7);

        for (size_t run = 0; run < runs; run++)
            values[i * runs + run] = noise_next(&noise, shared[run]);
    }
    for (size_t run = 0; run < runs; run++) {
        AUTO_ARENA scratch = arena_new();
        bool any = false;

        for (size_t i = 0; i < metrics; i++)
            samples[i] = (struct rule_sample){.values = values + i * runs,
                                              .count = run,
                                              .value = values[i * runs + run],
                                              .direction = i % 2 ? 1 : -1};
        (void)rule_judge(scratch, samples, metrics, RULE_ERROR_BUDGET, judgements);
        for (size_t i = 0; i < metrics; i++)
            any = any || judgements[i].deviation == DEVIATION_WORSE;
        wrong += any ? 1 : 0;
    }
    return wrong;
}

static void unchanged_runs_keep_the_error_budget_whatever_the_noise(void **state)
{
    size_t runs = 0, wrong = 0;

    (void)state;
    for (enum noise kind = NOISE_GAUSS; kind < NOISE_REAL; kind++) {
        AUTO_ARENA arena = arena_new();
        const size_t one = count_wrong(arena, kind, 1, 500);
        const size_t many = count_wrong(arena, kind, 20, 250);

        assert_true((double)(one + many) <= 2 * RULE_ERROR_BUDGET * 750);
        wrong += one + many;
        runs += 750;
    }
    assert_true(wrong > 0);
    assert_true((double)wrong <= RULE_ERROR_BUDGET * (double)runs);
}

/* Of 100 worlds, in how many is a step in the first metric seen on the very run? */
static size_t count_found(size_t metrics, double percent)
{
    enum { BEFORE = 60 };
    size_t found = 0;

    for (uint64_t seed = 0; seed < 100; seed++) {
        AUTO_ARENA arena = arena_new();
        struct rule_sample *samples = ARENA_ARRAY(arena, struct rule_sample, metrics);
        struct judgement *judgements = ARENA_ARRAY(arena, struct judgement, metrics);

        for (size_t i = 0; i < metrics; i++) {
            struct noise_metric noise = noise_metric_of(NOISE_GAUSS, i, 1000 + seed);
            double *values = ARENA_ARRAY(arena, double, BEFORE);

            for (size_t run = 0; run < BEFORE; run++)
                values[run] = noise_next(&noise, 0);
            samples[i] = (struct rule_sample){.values = values,
                                              .count = BEFORE,
                                              .value = noise_next(&noise, 0) *
                                                       (i == 0 ? 1 + percent / 100 : 1),
                                              .direction = 1};
        }
        (void)rule_judge(arena, samples, metrics, RULE_ERROR_BUDGET, judgements);
        found += judgements[0].deviation == DEVIATION_WORSE ? 1 : 0;
    }
    return found;
}

static void steps_of_five_deviations_are_seen_on_the_very_run(void **state)
{
    (void)state;
    assert_in_range(count_found(1, 25), 90, 100);
    assert_in_range(count_found(30, 25), 65, 100);
    assert_in_range(count_found(1, 10), 15, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_seven_runs_of_the_published_story_never_fail),
        cmocka_unit_test(the_run_that_brought_the_published_regression_fails_at_once),
        cmocka_unit_test(runs_at_a_level_that_older_runs_brought_do_not_fail_again),
        cmocka_unit_test(a_value_that_falls_back_after_one_bad_run_passes),
        cmocka_unit_test(only_the_worse_direction_counts),
        cmocka_unit_test(any_worse_value_is_beyond_the_threshold_of_a_level_of_zero),
        cmocka_unit_test(a_bad_run_on_the_other_side_excuses_nothing),
        cmocka_unit_test(a_change_below_the_threshold_passes_however_quiet_the_metric_is),
        cmocka_unit_test(a_change_within_the_noise_passes_however_small_the_threshold_is),
        cmocka_unit_test(a_constant_baseline_has_a_spread_all_the_same),
        cmocka_unit_test(a_counter_that_is_mostly_zero_may_count_a_few),
        cmocka_unit_test(an_outlier_among_many_leaves_a_step_to_its_repetitions),
        cmocka_unit_test(only_the_newest_hundred_runs_are_the_baseline),
        cmocka_unit_test(huge_values_decide_nothing),
        cmocka_unit_test(no_values_give_no_baseline),
        cmocka_unit_test(steps_of_five_deviations_are_seen_on_the_very_run),
        cmocka_unit_test(unchanged_runs_keep_the_error_budget_whatever_the_noise),
        cmocka_unit_test(a_short_baseline_says_how_many_values_it_lacks),
        cmocka_unit_test(later_runs_at_the_level_of_a_change_point_count),
        cmocka_unit_test(repetitions_on_the_other_side_clear_a_metric_of_both_directions),
        cmocka_unit_test(repetitions_in_between_stay_undecided_and_say_how_many_more),
        cmocka_unit_test(repetitions_decide_and_the_first_value_does_not),
        cmocka_unit_test(many_metrics_that_change_together_lend_each_other_weight),
        cmocka_unit_test(the_budget_is_shared_by_all_metrics_of_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
