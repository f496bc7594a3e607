/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "triage/environment.h"

enum { RUNS = 30, PLACE = 20, TESTS = 8, METRICS = 10, SERIES = TESTS * METRICS };

/* Four tests on platform A (two of stream 1, two of 2) and four on B, ten series each. */
struct world {
    struct environment_test tests[TESTS];
    struct environment_series series[SERIES];
    double values[SERIES][RUNS];
    int64_t at[RUNS];
    struct environment_data data;
    struct arena *arena;
};

static const char *const names[METRICS] = {"m0", "m1", "m2", "m3", "m4",
                                           "m5", "m6", "m7", "m8", "m9"};

static struct world world;

static int setup(void **state)
{
    uint32_t random = 7;

    world.arena = arena_new();
    for (size_t i = 0; i < RUNS; i++)
        world.at[i] = (int64_t)i * 1000;
    for (size_t t = 0; t < TESTS; t++)
        world.tests[t] =
            (struct environment_test){.platform = t < 4 ? "A" : "B", .stream = t % 2 ? "1" : "2"};
    for (size_t s = 0; s < SERIES; s++) {
        for (size_t i = 0; i < RUNS; i++) {
            random = random * 1664525U + 1013904223U;
            world.values[s][i] = 100 + (double)(random >> 16) / 65536 * 4;
        }
        world.series[s] = (struct environment_series){.test = s / METRICS,
                                                      .metric = names[s % METRICS],
                                                      .values = world.values[s],
                                                      .at = world.at,
                                                      .count = RUNS};
    }
    world.data = (struct environment_data){
        .tests = world.tests, .test_count = TESTS, .series = world.series, .series_count = SERIES};
    *state = &world;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(world.arena);
    return 0;
}

/* The first metrics of a test rise by 20 from PLACE on. */
static void rise(size_t test, size_t metrics)
{
    for (size_t m = 0; m < metrics; m++)
        for (size_t i = PLACE; i < RUNS; i++)
            world.values[test * METRICS + m][i] += 20;
}

static struct environment_answer judge(void)
{
    const struct environment_question question = {
        .test = 0, .at = &world.at[PLACE - 1], .at_count = 3, .metrics = names, .metric_count = 2};

    return environment_judge(world.arena, &world.data, &question);
}

static void what_moves_a_whole_platform_is_the_environment(void **state)
{
    (void)state;
    for (size_t t = 0; t < 4; t++)
        rise(t, 4);

    const struct environment_answer answer = judge();

    assert_true(answer.environment);
    assert_int_equal(answer.seen, 40);
    assert_true(answer.moved >= 16);
    assert_int_equal(answer.tests, 4);
    assert_true(answer.score > 3);
}

static void what_moves_one_test_is_the_product(void **state)
{
    (void)state;
    rise(0, 10);
    assert_false(judge().environment);
}

static void what_moves_one_stream_everywhere_is_the_product(void **state)
{
    (void)state;
    for (size_t t = 0; t < TESTS; t += 2)
        rise(t, 4);

    const struct environment_answer answer = judge();

    assert_false(answer.environment);
    assert_true(answer.elsewhere > 0.9);
}

static void what_moves_one_stream_of_the_platform_is_the_product(void **state)
{
    (void)state;
    rise(0, 6);
    rise(2, 6);
    assert_false(judge().environment);
}

static void with_one_stream_the_tests_of_the_platform_decide(void **state)
{
    (void)state;
    for (size_t t = 0; t < TESTS; t++)
        world.tests[t].stream = "";
    for (size_t t = 0; t < 4; t++)
        rise(t, 4);
    assert_true(judge().environment);
}

static void a_change_of_other_metrics_than_the_platform_shows_is_the_product(void **state)
{
    (void)state;
    rise(0, 4);
    for (size_t t = 1; t < 4; t++)
        for (size_t m = 5; m < 9; m++)
            for (size_t i = PLACE; i < RUNS; i++)
                world.values[t * METRICS + m][i] += 20;
    assert_false(judge().environment);
}

static void nothing_is_said_before_three_runs_came_after(void **state)
{
    (void)state;
    for (size_t t = 0; t < 4; t++)
        rise(t, 4);
    for (size_t s = 0; s < SERIES; s++)
        world.series[s].count = PLACE + 1;
    assert_false(judge().environment);
}

static void a_move_is_measured_in_its_own_noise(void **state)
{
    (void)state;
    assert_true(fabs(environment_moved(&world.series[0], world.at[PLACE])) < 3);
    rise(0, 1);
    assert_true(environment_moved(&world.series[0], world.at[PLACE]) > 5);
    assert_true(isnan(environment_moved(&world.series[0], world.at[1])));
    assert_true(isnan(environment_moved(&world.series[0], world.at[RUNS - 2])));
}

static void a_constant_series_that_moves_has_moved(void **state)
{
    (void)state;
    for (size_t i = 0; i < RUNS; i++)
        world.values[0][i] = i < PLACE ? 5 : 6;
    assert_true(environment_moved(&world.series[0], world.at[PLACE]) > 3);
    for (size_t i = 0; i < RUNS; i++)
        world.values[0][i] = 0;
    assert_true(environment_moved(&world.series[0], world.at[PLACE]) == 0);
}

static void a_field_that_changed_for_good_at_the_place_did(void **state)
{
    const char *values[12] = {"a", "a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "b"};

    (void)state;
    assert_true(environment_field_changed(values, 12, 6));
    assert_true(environment_field_changed(values, 12, 5));
    assert_true(environment_field_changed(values, 12, 7));
    assert_false(environment_field_changed(values, 12, 9));
    assert_false(environment_field_changed(values, 8, 6));
    values[3] = "c";
    assert_false(environment_field_changed(values, 12, 6));
    values[3] = "a";
    values[11] = "a";
    assert_false(environment_field_changed(values, 12, 6));
    values[11] = NULL;
    assert_false(environment_field_changed(values, 12, 6));
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_moves_a_whole_platform_is_the_environment),
        WORLD_TEST(what_moves_one_test_is_the_product),
        WORLD_TEST(what_moves_one_stream_everywhere_is_the_product),
        WORLD_TEST(what_moves_one_stream_of_the_platform_is_the_product),
        WORLD_TEST(with_one_stream_the_tests_of_the_platform_decide),
        WORLD_TEST(a_change_of_other_metrics_than_the_platform_shows_is_the_product),
        WORLD_TEST(nothing_is_said_before_three_runs_came_after),
        WORLD_TEST(a_move_is_measured_in_its_own_noise),
        WORLD_TEST(a_constant_series_that_moves_has_moved),
        WORLD_TEST(a_field_that_changed_for_good_at_the_place_did),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
