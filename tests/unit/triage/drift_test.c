/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/drift.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kit/noise.h"

enum { RUNS = 60, WORLDS = 400 };

static void noise_of(double *values, size_t count, enum noise kind, uint64_t seed)
{
    struct noise_metric metric = noise_metric_of(kind, 0, seed);

    for (size_t i = 0; i < count; i++)
        values[i] = noise_next(&metric, 0);
}

/* In how many worlds without drift there is one, at 0.01. */
static size_t alarms_of(enum noise kind, size_t count, size_t segments)
{
    size_t starts[4], alarms = 0;
    double values[200];

    for (size_t s = 0; s < segments; s++)
        starts[s] = s * count / segments;
    for (uint64_t world = 0; world < WORLDS; world++) {
        AUTO_ARENA arena = arena_new();
        noise_of(values, count, kind, 1 + world);
        for (size_t i = 0; i < count; i++) { /* steps between the segments say nothing */
            const size_t segment = i * segments / count;
            values[i] += 20.0 * (double)segment;
        }
        alarms += drift_of(arena, values, count, starts, segments).pvalue <= 0.01;
    }
    return alarms;
}

static void noise_and_steps_are_no_drift_correlated_or_not(void **state)
{
    static const struct {
        enum noise kind;
        size_t count, segments, most; /* of WORLDS, at a level of 4 */
    } rows[] = {
        {NOISE_GAUSS, 20, 1, 10},     {NOISE_GAUSS, 60, 1, 10},     {NOISE_GAUSS, 120, 4, 10},
        {NOISE_LOGNORMAL, 60, 1, 10}, {NOISE_T3, 60, 2, 10},        {NOISE_AR5, 20, 1, 20},
        {NOISE_AR5, 60, 1, 14},       {NOISE_AR5, 120, 4, 14},      {NOISE_AR8, 60, 1, 30},
        {NOISE_AR8, 200, 1, 20},      {NOISE_QUANTISED, 60, 1, 10},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t alarms = alarms_of(rows[i].kind, rows[i].count, rows[i].segments);
        print_message("%s, %zu values in %zu: %zu of %d\n", noise_name(rows[i].kind), rows[i].count,
                      rows[i].segments, alarms, WORLDS);
        assert_true(alarms <= rows[i].most);
    }
}

static void a_drift_is_found_with_its_slope(void **state)
{
    const size_t starts[] = {0, 30};
    double values[RUNS];
    size_t found = 0;

    (void)state;
    for (uint64_t world = 0; world < 100; world++) {
        AUTO_ARENA arena = arena_new();
        noise_of(values, RUNS, NOISE_GAUSS, 7 + world);
        for (size_t i = 0; i < RUNS; i++)
            values[i] += 0.5 * (double)i - (i >= 30 ? 40 : 0);
        const struct drift drift = drift_of(arena, values, RUNS, starts, 2);
        assert_int_equal(drift.segments, 2);
        assert_int_equal(drift.values, RUNS);
        assert_true(fabs(drift.slope - 0.5) < 0.45);
        found += drift.pvalue <= 0.01;
    }
    assert_true(found >= 60); /* 15 over a segment of noise 5 */
}

static void short_segments_take_no_part(void **state)
{
    const size_t starts[] = {0, 3, 14};
    double values[25];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 25, NOISE_GAUSS, 1);
    const struct drift drift = drift_of(arena, values, 25, starts, 3);
    assert_int_equal(drift.segments, 0);
    assert_true(isnan(drift.slope) && isnan(drift.pvalue));
}

static void values_that_stand_still_do_not_drift(void **state)
{
    const size_t starts[] = {0};
    double values[20];

    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t i = 0; i < 20; i++)
        values[i] = 5;
    const struct drift still = drift_of(arena, values, 20, starts, 1);
    assert_true(still.slope == 0 && still.pvalue == 1);
    for (size_t i = 0; i < 20; i++)
        values[i] = (double)i * 2;
    const struct drift line = drift_of(arena, values, 20, starts, 1);
    assert_true(line.slope == 2 && line.pvalue < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_and_steps_are_no_drift_correlated_or_not),
        cmocka_unit_test(a_drift_is_found_with_its_slope),
        cmocka_unit_test(short_segments_take_no_part),
        cmocka_unit_test(values_that_stand_still_do_not_drift),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
