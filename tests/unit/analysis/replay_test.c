/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/replay.h"

enum { RUNS = 60, STEP = 40 };

struct fixture {
    struct replay_engines engines;
    struct edivisive_plan *edivisive;
    struct edivisive_workspace *workspace;
    struct steady_plan *steady;
    double values[RUNS];
};

static double wobble(size_t i)
{
    static const double parts[] = {0, 0.4, -0.3, 0.1, -0.5, 0.2, 0.3};

    return parts[i % 7];
}

static int setup(void **state)
{
    static struct fixture fixture;
    enum analysis_status status;

    fixture.edivisive = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    fixture.workspace = edivisive_workspace_new();
    fixture.steady = steady_plan_new(&STEADY_DEFAULTS, &status);
    fixture.engines = (struct replay_engines){fixture.edivisive, fixture.workspace, fixture.steady};
    for (size_t i = 0; i < RUNS; i++)
        fixture.values[i] = (i < STEP ? 100 : 130) + wobble(i);
    *state = &fixture;
    return fixture.edivisive && fixture.workspace && fixture.steady ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    edivisive_plan_free(fixture->edivisive);
    edivisive_workspace_free(fixture->workspace);
    steady_plan_free(fixture->steady);
    return 0;
}

/* Appends up to `to`; gives how many values there were when a change point within 2 of STEP stood
 * first, 0: never. */
static size_t seen_at(struct replay *replay, const double *values, size_t to, double *ret_percent)
{
    size_t first = 0;

    while (replay_length(replay) < to) {
        size_t count;
        const struct replay_point *points;

        assert_int_equal(replay_append(replay, values[replay_length(replay)]), ANALYSIS_OK);
        points = replay_points(replay, &count);
        for (size_t i = 0; i < count; i++)
            if (points[i].index + 2 >= STEP && points[i].index <= STEP + 2 && first == 0) {
                first = replay_length(replay);
                *ret_percent = points[i].percent;
            }
    }
    return first;
}

static void both_searches_see_a_step_soon_after_it_and_its_size(void **state)
{
    const struct fixture *fixture = *state;
    static const enum replay_algorithm algorithms[] = {REPLAY_EDIVISIVE, REPLAY_STEADY};

    for (size_t i = 0; i < 2; i++) {
        struct replay *replay = replay_new(&fixture->engines, algorithms[i], 1);
        double percent = 0;

        assert_non_null(replay);
        assert_in_range(seen_at(replay, fixture->values, RUNS, &percent), STEP + 1, STEP + 5);
        assert_true(percent > 25 && percent < 35);
        assert_int_equal(replay_clear(replay), ANALYSIS_OK);
        assert_int_equal(replay_length(replay), 0);
        assert_in_range(seen_at(replay, fixture->values, RUNS, &percent), STEP + 1, STEP + 5);
        replay_free(replay);
    }
}

static void what_goes_the_better_way_is_left_out(void **state)
{
    const struct fixture *fixture = *state;
    static const enum replay_algorithm algorithms[] = {REPLAY_EDIVISIVE, REPLAY_STEADY};

    for (size_t i = 0; i < 2; i++) {
        struct replay *replay = replay_new(&fixture->engines, algorithms[i], -1);
        double percent;

        assert_int_equal(seen_at(replay, fixture->values, RUNS, &percent), 0);
        replay_free(replay);
    }
}

static void percent_names_the_newest_value_where_it_is_worse_than_the_mean_before(void **state)
{
    const struct fixture *fixture = *state;
    struct replay *replay = replay_new(&fixture->engines, REPLAY_PERCENT, 1);
    const struct replay_point *points;
    double percent;
    size_t count;

    assert_int_equal(seen_at(replay, fixture->values, STEP + 1, &percent), STEP - 1);
    points = replay_points(replay, &count);
    assert_int_equal(count, 1);
    assert_int_equal(points[0].index, STEP);
    assert_true(points[0].percent > 29 && points[0].percent < 31);
    assert_int_equal(replay_append(replay, 50), ANALYSIS_OK);
    (void)replay_points(replay, &count);
    assert_int_equal(count, 0);
    replay_free(replay);
}

static void a_change_from_zero_is_infinite(void **state)
{
    const struct fixture *fixture = *state;
    struct replay *replay = replay_new(&fixture->engines, REPLAY_PERCENT, 1);
    size_t count;

    assert_int_equal(replay_append(replay, 0), ANALYSIS_OK);
    assert_int_equal(replay_append(replay, 0), ANALYSIS_OK);
    assert_int_equal(replay_append(replay, 3), ANALYSIS_OK);
    assert_true(isinf(replay_points(replay, &count)[0].percent));
    assert_int_equal(count, 1);
    replay_free(replay);
}

static void going_back_to_the_mark_gives_the_same_answers_again(void **state)
{
    const struct fixture *fixture = *state;

    for (int algorithm = REPLAY_EDIVISIVE; algorithm <= REPLAY_STEADY; algorithm++) {
        struct replay *replay = replay_new(&fixture->engines, (enum replay_algorithm)algorithm, 1);
        struct replay_point first[RUNS];
        const struct replay_point *points;
        double flat[RUNS], percent;
        size_t count, again;

        for (size_t i = 0; i < RUNS; i++)
            flat[i] = 100 + wobble(i);
        (void)seen_at(replay, fixture->values, STEP, &percent);
        assert_int_equal(replay_mark(replay), ANALYSIS_OK);
        (void)seen_at(replay, fixture->values, RUNS, &percent);
        points = replay_points(replay, &count);
        memcpy(first, points, count * sizeof *first);
        assert_int_equal(replay_return(replay), ANALYSIS_OK);
        assert_int_equal(replay_length(replay), STEP);
        if (algorithm != REPLAY_PERCENT)
            assert_int_equal(seen_at(replay, flat, RUNS, &percent), 0);
        assert_int_equal(replay_return(replay), ANALYSIS_OK);
        (void)seen_at(replay, fixture->values, RUNS, &percent);
        points = replay_points(replay, &again);
        assert_int_equal(again, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(points[i].index, first[i].index);
            assert_memory_equal(&points[i].percent, &first[i].percent, sizeof first[i].percent);
        }
        replay_free(replay);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_searches_see_a_step_soon_after_it_and_its_size),
        cmocka_unit_test(what_goes_the_better_way_is_left_out),
        cmocka_unit_test(percent_names_the_newest_value_where_it_is_worse_than_the_mean_before),
        cmocka_unit_test(a_change_from_zero_is_infinite),
        cmocka_unit_test(going_back_to_the_mark_gives_the_same_answers_again),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
