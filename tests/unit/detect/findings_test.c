/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "detect/findings.h"

enum { RUNS = 24 };

static struct service_config config = {.analysis_max_pvalue = 0.001,
                                       .analysis_false_reports = 0.75,
                                       .analysis_smallest_change = 1,
                                       .analysis_window_len = 50,
                                       .analysis_missing = CONFIG_MISSING_DROP};

struct fixture {
    struct arena *arena;
    struct detector detector;
    struct test_history history;
    struct history_run runs[RUNS];
    struct history_series series[3];
    char uuids[RUNS][8];
    struct finding *findings;
    size_t count;
};

/* A little noise that repeats: the same on every machine. */
static double wobble(size_t i)
{
    static const double parts[] = {0, 0.4, -0.3, 0.1, -0.5, 0.2, 0.3};

    return parts[i % 7];
}

static int setup(void **state)
{
    static struct fixture fixture;
    struct error err;

    fixture = (struct fixture){.arena = arena_new()};
    fixture.history = (struct test_history){.test = "t",
                                            .config_hash = "h",
                                            .runs = fixture.runs,
                                            .run_count = RUNS,
                                            .series = fixture.series};
    for (size_t i = 0; i < RUNS; i++) {
        (void)snprintf(fixture.uuids[i], sizeof fixture.uuids[i], "r%02zu", i);
        fixture.runs[i] = (struct history_run){
            .run_id = (int64_t)i + 1, .at = (int64_t)i * 1000, .uuid = fixture.uuids[i]};
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

/* A series whose level is 100 before run `step`, `level` from it on; step 0: no step. */
static struct history_series *add_series(struct fixture *fixture, const char *metric, size_t step,
                                         double level, int direction)
{
    struct history_series *series = &fixture->series[fixture->history.series_count++];

    *series = (struct history_series){.series_id = (int64_t)fixture->history.series_count,
                                      .metric = metric,
                                      .direction = direction,
                                      .correlation = "",
                                      .context = 5,
                                      .regression_algorithm = ALGORITHM_EDIVISIVE,
                                      .points = RUNS,
                                      .values = ARENA_ARRAY(fixture->arena, double, RUNS)};
    for (size_t i = 0; i < RUNS; i++)
        series->values[i] = (step > 0 && i >= step ? level : 100) + wobble(i);
    return series;
}

static void find(struct fixture *fixture, const struct acknowledgement_row *acks, size_t ack_count)
{
    struct error err;

    assert_true(findings_make(&fixture->detector, fixture->arena, &fixture->history, NULL, 0, acks,
                              ack_count, &fixture->findings, &fixture->count, &err));
}

/* The only finding of an algorithm; NULL: there is none. */
static const struct finding *only(const struct fixture *fixture, const char *algorithm)
{
    const struct finding *found = NULL;

    for (size_t i = 0; i < fixture->count; i++)
        if (strcmp(fixture->findings[i].algorithm, algorithm) == 0) {
            assert_null(found);
            found = &fixture->findings[i];
        }
    return found;
}

static void a_step_is_found_at_its_first_run(void **state)
{
    struct fixture *fixture = *state;

    add_series(fixture, "m", 12, 130, 1);
    find(fixture, NULL, 0);

    const struct finding *finding = only(fixture, ALGORITHM_EDIVISIVE);

    assert_non_null(finding);
    assert_int_equal(finding->row, 12);
    assert_int_equal(finding->position, 12);
    assert_int_equal(finding->dropped, DROP_NONE);
    assert_true(fabs(finding->percent - 30) < 1);
    assert_true(finding->pvalue < 0.001);
}

static void gaps_do_not_blind_the_search(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 12, 130, 1);

    for (size_t i = 2; i < RUNS; i += 5) {
        series->values[i] = NAN;
        series->points--;
    }
    find(fixture, NULL, 0);

    const struct finding *finding = only(fixture, ALGORITHM_EDIVISIVE);

    assert_non_null(finding);
    assert_int_equal(finding->row, 13); /* run 12 is a gap: the first value of the new level */
    assert_int_equal(finding->position, 10);
}

static void steady_says_how_sure_it_is_and_where_else_the_change_may_be(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 12, 130, 1);

    series->values[5] = NAN;
    series->points--;
    find(fixture, NULL, 0);

    const struct finding *finding = only(fixture, ALGORITHM_STEADY);

    assert_non_null(finding);
    assert_int_equal(finding->row, 12);
    assert_int_equal(finding->position, 11);
    assert_int_equal(finding->dropped, DROP_NONE);
    assert_true(finding->set_first <= 12 && finding->set_last >= 12);
    assert_true(finding->least < 30 && finding->most > 30);
    assert_true(finding->evidence > 6 && finding->settled && isnan(finding->pvalue));
}

static void the_filters_hold_for_each_algorithm_by_itself(void **state)
{
    struct fixture *fixture = *state;

    add_series(fixture, "m", 12, 130, -1);
    add_series(fixture, "n", 12, 130, 1)->threshold = 50;
    find(fixture, NULL, 0);
    assert_int_equal(fixture->count, 5);
    assert_string_equal(fixture->findings[0].algorithm, ALGORITHM_EDIVISIVE);
    assert_string_equal(fixture->findings[2].algorithm, ALGORITHM_PERCENT);
    assert_string_equal(fixture->findings[3].algorithm, ALGORITHM_STEADY);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(fixture->findings[i].dropped, i == 2 ? DROP_NONE
                                                       : fixture->findings[i].series > 0
                                                           ? DROP_THRESHOLD
                                                           : DROP_DIRECTION);
}

static void missing_skip_reproduces_the_blind_search(void **state)
{
    struct fixture *fixture = *state;
    struct service_config skip = config;
    struct error err;
    struct history_series *series = add_series(fixture, "m", 12, 130, 1);

    skip.analysis_missing = CONFIG_MISSING_SKIP;
    for (size_t i = 2; i < RUNS; i += 5) {
        series->values[i] = NAN;
        series->points--;
    }
    detector_done(&fixture->detector);
    assert_true(detector_init(&fixture->detector, &skip, &err));
    find(fixture, NULL, 0);
    assert_null(only(fixture, ALGORITHM_EDIVISIVE));
}

static void an_improvement_is_dropped_by_direction(void **state)
{
    struct fixture *fixture = *state;

    add_series(fixture, "m", 12, 70, 1);
    find(fixture, NULL, 0);
    assert_int_equal(only(fixture, ALGORITHM_EDIVISIVE)->dropped, DROP_DIRECTION);
}

static void the_threshold_is_not_cut_to_an_integer(void **state)
{
    struct fixture *fixture = *state;

    add_series(fixture, "m", 12, 107.3, 1)->threshold = 7.5;
    find(fixture, NULL, 0);
    assert_int_equal(only(fixture, ALGORITHM_EDIVISIVE)->dropped, DROP_THRESHOLD);
}

static void an_acknowledged_change_does_not_count(void **state)
{
    static const struct acknowledgement_row here = {.uuid = "r12", .metric = "m"};
    static const struct acknowledgement_row other_metric = {.uuid = "r12", .metric = "n"};
    static const struct acknowledgement_row other_run = {.uuid = "r13", .metric = "m"};
    struct fixture *fixture = *state;

    add_series(fixture, "m", 12, 130, 1);
    find(fixture, &here, 1);
    assert_int_equal(only(fixture, ALGORITHM_EDIVISIVE)->dropped, DROP_ACKNOWLEDGED);
    find(fixture, &other_metric, 1);
    assert_int_equal(only(fixture, ALGORITHM_EDIVISIVE)->dropped, DROP_NONE);
    find(fixture, &other_run, 1);
    assert_int_equal(only(fixture, ALGORITHM_EDIVISIVE)->dropped, DROP_NONE);
}

static void correlation_compares_runs_not_positions_among_points(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "a", 12, 130, 1);

    add_series(fixture, "b", 14, 140, 1);
    series->correlation = "b";
    series->context = 2;
    find(fixture, NULL, 0);
    assert_int_equal(fixture->findings[0].dropped, DROP_NONE);

    /* Gaps before the step move the position among the points, not the run. */
    for (size_t i = 1; i < 6; i++) {
        fixture->series[1].values[i] = NAN;
        fixture->series[1].points--;
    }
    find(fixture, NULL, 0);
    assert_int_equal(fixture->findings[1].row, 14);
    assert_int_equal(fixture->findings[1].position, 9);
    assert_int_equal(fixture->findings[0].dropped, DROP_NONE);

    series->context = 1;
    find(fixture, NULL, 0);
    assert_int_equal(fixture->findings[0].dropped, DROP_CORRELATION);
}

static void the_newest_run_is_compared_with_the_mean_of_those_before(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 0, 0, 1);

    series->values[RUNS - 1] = 150;
    find(fixture, NULL, 0);

    const struct finding *finding = only(fixture, ALGORITHM_PERCENT);

    assert_non_null(finding);
    assert_int_equal(finding->row, RUNS - 1);
    assert_true(isnan(finding->pvalue));
    assert_true(fabs(finding->mean_after - 150) < 1e-12);
    assert_true(fabs(finding->percent - 50) < 1);

    series->values[RUNS - 1] = 50;
    find(fixture, NULL, 0);
    assert_null(only(fixture, ALGORITHM_PERCENT));
}

static void a_gap_at_the_newest_run_says_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 0, 0, 0);

    series->values[RUNS - 1] = NAN;
    series->points--;
    find(fixture, NULL, 0);
    assert_null(only(fixture, ALGORITHM_PERCENT));
}

static void a_change_from_zero_has_no_percent(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 12, 7, 1);

    for (size_t i = 0; i < 12; i++)
        series->values[i] = 0;
    find(fixture, NULL, 0);

    const struct finding *finding = only(fixture, ALGORITHM_EDIVISIVE);

    assert_non_null(finding);
    assert_true(isnan(finding->percent));
    assert_int_equal(finding->dropped, DROP_NONE);
}

static void empty_series_and_histories_find_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct history_series *series = add_series(fixture, "m", 0, 0, 0);

    series->points = 0;
    for (size_t i = 0; i < RUNS; i++)
        series->values[i] = NAN;
    find(fixture, NULL, 0);
    assert_int_equal(fixture->count, 0);
    fixture->history.run_count = 0;
    find(fixture, NULL, 0);
    assert_int_equal(fixture->count, 0);
}

static void bad_options_are_refused(void **state)
{
    struct service_config bad = config;
    struct detector detector;
    struct error err = {.code = ERROR_NONE};

    (void)state;
    bad.analysis_window_len = 1;
    assert_false(detector_init(&detector, &bad, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_step_is_found_at_its_first_run, setup, teardown),
        cmocka_unit_test_setup_teardown(gaps_do_not_blind_the_search, setup, teardown),
        cmocka_unit_test_setup_teardown(steady_says_how_sure_it_is_and_where_else_the_change_may_be,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_filters_hold_for_each_algorithm_by_itself, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(missing_skip_reproduces_the_blind_search, setup, teardown),
        cmocka_unit_test_setup_teardown(an_improvement_is_dropped_by_direction, setup, teardown),
        cmocka_unit_test_setup_teardown(the_threshold_is_not_cut_to_an_integer, setup, teardown),
        cmocka_unit_test_setup_teardown(an_acknowledged_change_does_not_count, setup, teardown),
        cmocka_unit_test_setup_teardown(correlation_compares_runs_not_positions_among_points, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_newest_run_is_compared_with_the_mean_of_those_before,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_gap_at_the_newest_run_says_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_change_from_zero_has_no_percent, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_series_and_histories_find_nothing, setup, teardown),
        cmocka_unit_test(bad_options_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
