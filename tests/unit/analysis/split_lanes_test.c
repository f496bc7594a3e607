/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast forms of the search against the plain one, bit for bit, on random series of all the
 * kinds that have ever mattered to rounding. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/plan.h"
#include "kit/series_kit.h"

enum { MAX_N = 1500 };

struct outcome {
    struct edivisive_workspace *workspace;
    const struct change_point *points;
    const size_t *weak;
    size_t count, weak_count;
};

static void run_form(struct outcome *outcome, struct edivisive_options options,
                     const struct lanes *lanes, const double *values, size_t n,
                     enum missing_way way)
{
    enum analysis_status status = ANALYSIS_OK;
    struct edivisive_plan *plan = plan_new_with(options, lanes, &status);

    assert_non_null(plan);
    assert_int_equal(edivisive_run(plan, outcome->workspace, values, NULL, n, way, &outcome->points,
                                   &outcome->count),
                     ANALYSIS_OK);
    outcome->weak = edivisive_weak(outcome->workspace, &outcome->weak_count);
    edivisive_plan_free(plan);
}

static bool outcomes_equal(const struct outcome *a, const struct outcome *b)
{
    return a->count == b->count && a->weak_count == b->weak_count &&
           (a->count == 0 || memcmp(a->points, b->points, a->count * sizeof *a->points) == 0) &&
           (a->weak_count == 0 || memcmp(a->weak, b->weak, a->weak_count * sizeof *a->weak) == 0);
}

static const double levels[] = {0.001, 0.001, 0.05, 0.3, 1e-6, 1.0, 0.0, 0.49};

/* Returns how many series had a change point in common. */
static size_t check_rounds(const struct lanes *lanes, size_t rounds, size_t longest, size_t widest,
                           uint64_t seed)
{
    struct outcome plain = {.workspace = edivisive_workspace_new()};
    struct outcome fast = {.workspace = edivisive_workspace_new()};
    double values[MAX_N];
    uint64_t state = seed;
    size_t changed = 0;

    for (size_t round = 0; round < rounds; round++) {
        const unsigned kind = (unsigned)(round % SERIES_KINDS);
        const size_t n = series_draw(&state) % longest;
        const struct edivisive_options options = {
            .window_len =
                (int)(series_draw(&state) % 2 ? 50 : 2 + series_draw(&state) % (widest - 1)),
            .max_pvalue = levels[series_draw(&state) % (sizeof levels / sizeof *levels)],
            .min_magnitude = series_draw(&state) % 4 ? 0.0 : 0.05,
        };
        const enum missing_way way = (enum missing_way)(series_draw(&state) % 3);
        double level = 0;

        for (size_t i = 0; i < n; i++)
            values[i] = series_value(kind, i, &level, &state);
        run_form(&plain, options, NULL, values, n, way);
        run_form(&fast, options, lanes, values, n, way);
        if (!outcomes_equal(&plain, &fast))
            fail_msg("%s lanes differ from the plain form: round %zu, kind %u, %zu values, window "
                     "%d, max_pvalue %g",
                     lanes->name, round, kind, n, options.window_len, options.max_pvalue);
        changed += plain.count > 0;
    }
    edivisive_workspace_free(plain.workspace);
    edivisive_workspace_free(fast.workspace);
    return changed;
}

static void check_form(const struct lanes *lanes)
{
    assert_true(check_rounds(lanes, 3600, 400, 120, 1) > 1000);
    assert_true(check_rounds(lanes, 54, MAX_N, 600, 2) > 20);
}

static void two_lanes_give_the_bits_of_the_plain_form(void **state)
{
    (void)state;
    check_form(&lanes_of_two);
}

static void four_lanes_give_the_bits_of_the_plain_form(void **state)
{
    (void)state;
    if (!lanes_four_supported())
        skip();
    check_form(&lanes_of_four);
}

/* Without the bound, every candidate of every window is compared: a wrong tie would show. */
static void every_piece_has_the_same_split(void **state)
{
    const struct lanes *const forms[] = {&lanes_of_two, lanes_best()};
    struct lanes_field field = {.capacity = 0};
    struct lanes_tables tables;
    double values[64], scratch[3 * 64];
    uint64_t random = 3;

    (void)state;
    assert_int_equal(lanes_tables_init(&tables, 64, 0.01), ANALYSIS_OK);
    assert_int_equal(lanes_field_reserve(&field, 64), ANALYSIS_OK);
    for (size_t round = 0; round < 300; round++) {
        const struct lanes *lanes = forms[round % 2];
        const size_t n = 2 + series_draw(&random) % 63;
        double level = 0;

        for (size_t i = 0; i < n; i++)
            values[i] = series_value((unsigned)(round % 14), i, &level, &random);
        assert_true(lanes_field_load(&field, values, n));
        lanes->prepare(&field);
        for (size_t i = 0; i < 40; i++) {
            const size_t begin = series_draw(&random) % (n - 1);
            const size_t end = begin + 2 + series_draw(&random) % (n - begin - 1);
            const struct split plain = split_plain(values, begin, end, scratch);
            const struct split fast = lanes->search(&tables, &field, begin, end);

            assert_int_equal(plain.tau, fast.tau);
            assert_memory_equal(&plain.q, &fast.q, sizeof plain.q);
        }
    }
    lanes_field_done(&field);
    lanes_tables_done(&tables);
}

static void windows_that_the_fast_form_must_not_take_are_left_to_the_plain_one(void **state)
{
    const double odd[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 2e290, -2e290};
    struct lanes_field field = {.capacity = 0};

    (void)state;
    assert_int_equal(lanes_field_reserve(&field, 3), ANALYSIS_OK);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const double values[3] = {1, odd[i], 2};

        assert_false(lanes_field_load(&field, values, 3));
    }
    lanes_field_done(&field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_has_the_same_split),
        cmocka_unit_test(two_lanes_give_the_bits_of_the_plain_form),
        cmocka_unit_test(four_lanes_give_the_bits_of_the_plain_form),
        cmocka_unit_test(windows_that_the_fast_form_must_not_take_are_left_to_the_plain_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
