/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/detector_audit.h"

enum { RUNS = 80 };

struct fixture {
    struct steady_plan *plan;
    struct replay *replay;
    double values[RUNS];
    struct audit_series series;
};

/* A sum of words of a fixed generator: bell-shaped, the same on every machine. */
static double noise(uint32_t *word)
{
    double sum = -3;

    for (int i = 0; i < 6; i++) {
        *word = *word * 1664525u + 1013904223u;
        sum += (double)(*word >> 8) / (1 << 24);
    }
    return sum;
}

static int setup(void **state)
{
    static struct fixture fixture;
    const struct replay_engines engines = {.steady = NULL};
    struct replay_engines with_plan = engines;
    enum analysis_status status;
    uint32_t word = 1;

    fixture.plan = steady_plan_new(&STEADY_DEFAULTS, &status);
    with_plan.steady = fixture.plan;
    fixture.replay = fixture.plan ? replay_new(&with_plan, REPLAY_STEADY, 0) : NULL;
    for (size_t i = 0; i < RUNS; i++)
        fixture.values[i] = 100 + 3 * noise(&word);
    fixture.series =
        (struct audit_series){.values = fixture.values, .n = RUNS, .seed = 5, .samples = 20};
    *state = &fixture;
    return fixture.replay ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    replay_free(fixture->replay);
    steady_plan_free(fixture->plan);
    return 0;
}

static struct audit_figures measure(const struct fixture *fixture, struct audit_series series,
                                    enum audit_lack *ret_lack)
{
    struct audit_tally tally = {.series = 0};
    struct audit_figures figures;

    assert_int_equal(audit_series_run(fixture->replay, &series, &tally, ret_lack), ANALYSIS_OK);
    assert_int_equal(audit_figures_of(&tally, 1, &figures), ANALYSIS_OK);
    audit_tally_done(&tally);
    return figures;
}

static void larger_steps_are_found_more_often_and_sooner(void **state)
{
    const struct fixture *fixture = *state;
    enum audit_lack lack;
    const struct audit_figures figures = measure(fixture, fixture->series, &lack);

    assert_int_equal(lack, AUDIT_ENOUGH);
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        assert_int_equal(figures.steps[i].injected, 20);
    assert_true(figures.steps[0].recall < 0.6);
    assert_true(figures.steps[5].recall > 0.9);
    assert_true(figures.steps[AUDIT_STEPS - 1].delay <= figures.steps[3].delay);
    assert_int_equal(figures.quiet[AUDIT_BLOCKS].values, 20 * RUNS);
    assert_true(figures.finds >= 3 && figures.finds <= 15);
}

static void equal_seeds_give_equal_figures_and_others_do_not(void **state)
{
    const struct fixture *fixture = *state;
    struct audit_series other = fixture->series;
    enum audit_lack lack;
    const struct audit_figures first = measure(fixture, fixture->series, &lack);
    const struct audit_figures again = measure(fixture, fixture->series, &lack);
    size_t differing = 0;

    other.seed++;
    const struct audit_figures third = measure(fixture, other, &lack);
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        assert_int_equal(first.steps[i].found, again.steps[i].found);
        differing += first.steps[i].found != third.steps[i].found ||
                             fabs(first.steps[i].delay - third.steps[i].delay) > 0.1
                         ? 1
                         : 0;
    }
    assert_true(differing > 0);
}

static void a_step_below_the_threshold_of_the_series_is_not_told(void **state)
{
    const struct fixture *fixture = *state;
    struct audit_series deaf = fixture->series;
    enum audit_lack lack;

    deaf.threshold = 35;
    const struct audit_figures figures = measure(fixture, deaf, &lack);
    assert_int_equal(figures.steps[6].found, 0); /* 25% */
    assert_true(figures.steps[7].found > 18);    /* 50% */
    /* The proposal does not hang on the present threshold. */
    assert_true(figures.finds <= 15);
}

static void a_series_without_values_or_level_says_what_it_lacks(void **state)
{
    const struct fixture *fixture = *state;
    const double zeros[RUNS] = {0};
    struct audit_series series = fixture->series;
    enum audit_lack lack;

    series.n = AUDIT_VALUES - 1;
    assert_int_equal(measure(fixture, series, &lack).skipped, 1);
    assert_int_equal(lack, AUDIT_FEW_VALUES);
    series.n = RUNS;
    series.values = zeros;
    const struct audit_figures figures = measure(fixture, series, &lack);
    assert_int_equal(lack, AUDIT_NO_LEVEL);
    assert_int_equal(figures.steps[0].injected, 0);
    assert_true(isnan(figures.steps[0].recall) && isnan(figures.finds));
    assert_true(figures.quiet[AUDIT_BLOCKS].per_1000 == 0);
}

/* 1,000 values with reports of these sizes, and ten trials of each step, seen as large as it is. */
static struct audit_tally made_up(struct audit_quiet blocks, struct audit_trial *trials)
{
    struct audit_tally tally = {.series = 1, .injected = 10, .capacity = 10};

    tally.quiet[AUDIT_BLOCKS] = blocks;
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        tally.trials[i] = trials + 10 * i;
        for (unsigned k = 0; k < 10; k++)
            trials[10 * i + k] =
                (struct audit_trial){.percent = audit_steps[i] * (k ? 1.1 : 0), .delay = k};
    }
    return tally;
}

static void the_proposed_threshold_lets_no_more_reports_through_than_the_budget(void **state)
{
    double percents[] = {4, 12.04, 9, 1};
    struct audit_trial trials[10 * AUDIT_STEPS];
    const struct audit_quiet blocks = {.histories = 10,
                                       .alarmed = 2,
                                       .values = 1000,
                                       .reports = 4,
                                       .percents = percents,
                                       .count = 4};
    struct audit_tally tally = made_up(blocks, trials);
    struct audit_figures figures;

    (void)state;
    assert_int_equal(audit_figures_of(&tally, 1, &figures), ANALYSIS_OK);
    assert_true(fabs(figures.threshold - 9.1) < 1e-9); /* 12.04 alone is left */
    assert_true(fabs(figures.finds - 10) < 1e-9);      /* seen as 11, nine of ten */
    assert_true(fabs(figures.steps[0].recall - 0.9) < 1e-9);
    assert_true(fabs(figures.steps[0].delay - 5) < 1e-9);
    assert_int_equal(audit_figures_of(&tally, 0, &figures), ANALYSIS_OK);
    assert_true(fabs(figures.threshold - 12.1) < 1e-9);
    assert_int_equal(audit_figures_of(&tally, 4, &figures), ANALYSIS_OK);
    assert_true(figures.threshold == 0);
    assert_true(fabs(figures.finds - 2) < 1e-9);
    percents[0] = INFINITY;
    assert_int_equal(audit_figures_of(&tally, 0, &figures), ANALYSIS_OK);
    assert_true(isnan(figures.threshold) && isnan(figures.finds));
}

static void tallies_of_two_series_add_up(void **state)
{
    const struct fixture *fixture = *state;
    struct audit_tally sum = {.series = 0}, part = {.series = 0};
    struct audit_figures figures;
    enum audit_lack lack;

    assert_int_equal(audit_series_run(fixture->replay, &fixture->series, &part, &lack),
                     ANALYSIS_OK);
    assert_int_equal(audit_tally_add(&sum, &part), ANALYSIS_OK);
    assert_int_equal(audit_tally_add(&sum, &part), ANALYSIS_OK);
    assert_int_equal(audit_figures_of(&sum, 1, &figures), ANALYSIS_OK);
    assert_int_equal(figures.series, 2);
    assert_int_equal(figures.steps[4].injected, 40);
    assert_int_equal(figures.quiet[AUDIT_SHUFFLED].values, 2 * 20 * RUNS);
    audit_tally_done(&part);
    audit_tally_done(&sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(larger_steps_are_found_more_often_and_sooner),
        cmocka_unit_test(equal_seeds_give_equal_figures_and_others_do_not),
        cmocka_unit_test(a_step_below_the_threshold_of_the_series_is_not_told),
        cmocka_unit_test(a_series_without_values_or_level_says_what_it_lacks),
        cmocka_unit_test(the_proposed_threshold_lets_no_more_reports_through_than_the_budget),
        cmocka_unit_test(tallies_of_two_series_add_up),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
