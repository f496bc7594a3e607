/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "detect/test_audit.h"

enum { RUNS = 90, SERIES = 3 };

static const struct service_config config = {.analysis_max_pvalue = 0.001,
                                             .analysis_window_len = 50,
                                             .analysis_false_reports = STEADY_FALSE_REPORTS,
                                             .analysis_smallest_change = STEADY_SMALLEST_CHANGE};
static const struct audit_options options = {.samples = 5, .budget = 1};

struct fixture {
    struct arena *arena;
    struct detector detector;
    struct test_history history;
    struct history_series series[SERIES];
    double values[SERIES][RUNS];
};

/* One series an algorithm; all have the same noise, a step in the middle and a gap. */
static int setup(void **state)
{
    static const char *const algorithms[] = {ALGORITHM_STEADY, ALGORITHM_EDIVISIVE,
                                             ALGORITHM_PERCENT};
    static struct fixture fixture;
    uint32_t word = 7;
    struct error err;

    fixture = (struct fixture){.arena = arena_new()};
    fixture.history = (struct test_history){
        .test = "t", .run_count = RUNS, .series = fixture.series, .series_count = SERIES};
    for (size_t s = 0; s < SERIES; s++)
        fixture.series[s] = (struct history_series){.metric = algorithms[s],
                                                    .direction = 1,
                                                    .regression_algorithm = algorithms[s],
                                                    .values = fixture.values[s]};
    for (size_t i = 0; i < RUNS; i++) {
        double sum = -2;
        for (int k = 0; k < 4; k++) {
            word = word * 1664525u + 1013904223u;
            sum += (double)(word >> 8) / (1 << 24);
        }
        for (size_t s = 0; s < SERIES; s++)
            fixture.values[s][i] = i == 5 ? (double)NAN : (i < 45 ? 50 : 150) * (1 + sum / 20);
    }
    *state = &fixture;
    return detector_init(&fixture.detector, &config, &err) ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    detector_done(&fixture->detector);
    arena_free(fixture->arena);
    return 0;
}

static struct test_audit audit(struct fixture *fixture)
{
    struct test_audit made;
    struct error err;
    bool done = false;

    assert_true(test_audit_make(&fixture->detector, fixture->arena, &fixture->history, &options,
                                NULL, NULL, &made, &done, &err));
    assert_true(done);
    return made;
}

static void each_series_is_measured_with_the_algorithm_that_makes_its_regressions(void **state)
{
    struct fixture *fixture = *state;
    const struct test_audit made = audit(fixture);

    assert_int_equal(made.count, SERIES);
    for (size_t s = 0; s < SERIES; s++) {
        assert_int_equal(made.metrics[s].values, RUNS - 1);
        assert_int_equal(made.metrics[s].lack, AUDIT_ENOUGH);
    }
    /* Half of all newest values are above the mean before them: percent tells of that. */
    assert_true(made.metrics[2].figures.quiet[AUDIT_SHUFFLED].per_1000 > 100);
    assert_true(made.metrics[0].figures.quiet[AUDIT_SHUFFLED].per_1000 < 10);
    assert_int_equal(made.figures.series, SERIES);
    assert_int_equal(made.figures.steps[0].injected, 5 * SERIES);
}

/* Had the step stayed in, the noise would be half of the level. */
static void a_step_that_the_history_has_is_not_taken_for_noise(void **state)
{
    struct fixture *fixture = *state;
    const struct test_audit made = audit(fixture);

    assert_true(made.metrics[0].figures.steps[5].recall > 0.9); /* 15% */
}

static void figures_of_a_series_do_not_depend_on_those_beside_it(void **state)
{
    struct fixture *fixture = *state;
    const struct test_audit all = audit(fixture);

    fixture->history.series++;
    fixture->history.series_count--;
    const struct test_audit fewer = audit(fixture);
    fixture->history.series--;
    fixture->history.series_count++;
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        assert_int_equal(all.metrics[1].figures.steps[i].found,
                         fewer.metrics[0].figures.steps[i].found);
    assert_int_equal(fewer.figures.series, SERIES - 1);
}

static bool at_the_second(void *context)
{
    return ++*(int *)context == 2;
}

static void an_audit_that_is_interrupted_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct test_audit made;
    struct error err;
    int asked = 0;
    bool done = true;

    assert_true(test_audit_make(&fixture->detector, fixture->arena, &fixture->history, &options,
                                at_the_second, &asked, &made, &done, &err));
    assert_false(done);
    assert_int_equal(asked, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_series_is_measured_with_the_algorithm_that_makes_its_regressions),
        cmocka_unit_test(a_step_that_the_history_has_is_not_taken_for_noise),
        cmocka_unit_test(figures_of_a_series_do_not_depend_on_those_beside_it),
        cmocka_unit_test(an_audit_that_is_interrupted_says_so),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
