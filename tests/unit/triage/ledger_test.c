/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/ledger.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/noise.h"

enum { RUNS = 80 };

static void noise_of(double *values, double level, double deviation, uint64_t seed)
{
    struct noise_random random = noise_random_of(seed, 0);

    for (size_t i = 0; i < RUNS; i++)
        values[i] = level + deviation * noise_gauss(&random);
}

static struct ledger_series series_of(const double *values, const size_t *starts, size_t segments)
{
    return (struct ledger_series){.values = values,
                                  .count = RUNS,
                                  .starts = starts,
                                  .segments = segments,
                                  .direction = 1,
                                  .budget = 10};
}

/* What every ledger keeps: its entries are in order and add up to the total. */
static void assert_balanced(const struct ledger *ledger)
{
    double sum = 0;

    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        sum += entry->difference;
        assert_true(entry->from < entry->to);
        assert_true(i == 0 || entry->from >= ledger->entries[i - 1].from);
        assert_true(fabs(entry->running - sum) < 1e-9 * (1 + fabs(sum)));
    }
    assert_true(fabs(ledger->level - ledger->reference_level - ledger->difference) < 1e-9);
    assert_true(fabs(sum - ledger->difference) < 1e-6);
}

static void steps_add_up_and_each_has_its_place(void **state)
{
    const size_t starts[] = {0, 30, 55};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 1, 3);
    for (size_t i = 0; i < RUNS; i++)
        values[i] += i >= 55 ? 12 : i >= 30 ? 20 : 0;
    const struct ledger_series series = series_of(values, starts, 3);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_int_equal(ledger.drifts, LEDGER_NO_DRIFT);
    assert_int_equal(ledger.count, 2);
    assert_int_equal(ledger.entries[0].kind, LEDGER_STEP);
    assert_int_equal(ledger.entries[0].from, 29);
    assert_int_equal(ledger.entries[0].to, 30);
    assert_true(fabs(ledger.entries[0].difference - 20) < 1);
    assert_true(fabs(ledger.entries[1].difference + 8) < 1);
    assert_true(fabs(ledger.percent - 12) < 1);
    assert_true(ledger.over_budget);
}

static void a_drift_that_the_search_cut_into_steps_is_a_drift(void **state)
{
    const size_t starts[] = {0, 27, 54};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 1, 5);
    for (size_t i = 0; i < RUNS; i++)
        values[i] += 0.25 * (double)i;
    const struct ledger_series series = series_of(values, starts, 3);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_int_equal(ledger.drifts, LEDGER_ALL_DRIFT);
    assert_true(fabs(ledger.slope - 0.25) < 0.05);
    assert_int_equal(ledger.count, 5);
    for (size_t i = 0; i < ledger.count; i++)
        if (ledger.entries[i].kind == LEDGER_STEP)
            assert_true(ledger.entries[i].by_drift);
    assert_true(fabs(ledger.difference - 0.25 * (RUNS - 1)) < 2.5);
}

static void a_step_within_a_drift_stays_a_step(void **state)
{
    const size_t starts[] = {0, 40};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 1, 7);
    for (size_t i = 0; i < RUNS; i++)
        values[i] += 0.2 * (double)i + (i >= 40 ? 15 : 0);
    const struct ledger_series series = series_of(values, starts, 2);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_int_equal(ledger.drifts, LEDGER_ALL_DRIFT);
    assert_int_equal(ledger.count, 3);
    assert_int_equal(ledger.entries[1].kind, LEDGER_STEP);
    assert_false(ledger.entries[1].by_drift);
    assert_true(fabs(ledger.entries[1].difference - 15) < 3);
}

static void a_drift_that_began_late_is_of_the_newest_segment(void **state)
{
    const size_t starts[] = {0, 60};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 1, 9);
    for (size_t i = 60; i < RUNS; i++)
        values[i] += 0.8 * (double)(i - 60);
    const struct ledger_series series = series_of(values, starts, 2);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_int_equal(ledger.drifts, LEDGER_NEWEST_DRIFT);
    assert_int_equal(ledger.entries[ledger.count - 1].kind, LEDGER_DRIFT);
    assert_int_equal(ledger.entries[ledger.count - 1].from, 60);
    assert_true(fabs(ledger.difference - 0.8 * 19) < 4);
}

static void nothing_has_no_entries_and_is_within_the_budget(void **state)
{
    const size_t starts[] = {0};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 5, 11);
    const struct ledger_series series = series_of(values, starts, 1);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_int_equal(ledger.count, 0);
    assert_true(ledger.difference == 0 && ledger.percent == 0 && !ledger.over_budget);
}

static void the_reference_is_the_pinned_value_s_segment(void **state)
{
    const size_t starts[] = {0, 30, 55};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    noise_of(values, 100, 1, 3);
    for (size_t i = 0; i < RUNS; i++)
        values[i] += i >= 55 ? 12 : i >= 30 ? 20 : 0;
    struct ledger_series series = series_of(values, starts, 3);
    series.reference = 33;
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_int_equal(ledger.count, 1);
    assert_true(fabs(ledger.reference_level - 120) < 1);
    assert_false(ledger.over_budget); /* it got better */
    series.direction = -1;
    series.budget = 5;
    assert_true(ledger_of(arena, &series).over_budget);
}

static void from_zero_any_rise_is_over_the_budget(void **state)
{
    const size_t starts[] = {0, 40};
    double values[RUNS];

    (void)state;
    AUTO_ARENA arena = arena_new();
    for (size_t i = 0; i < RUNS; i++)
        values[i] = i < 40 ? 0 : 0.5;
    struct ledger_series series = series_of(values, starts, 2);
    const struct ledger ledger = ledger_of(arena, &series);
    assert_balanced(&ledger);
    assert_true(isnan(ledger.percent) && isnan(ledger.entries[0].percent));
    assert_true(ledger.difference == 0.5 && ledger.over_budget);
    series.direction = -1;
    assert_false(ledger_of(arena, &series).over_budget);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_add_up_and_each_has_its_place),
        cmocka_unit_test(a_drift_that_the_search_cut_into_steps_is_a_drift),
        cmocka_unit_test(a_step_within_a_drift_stays_a_step),
        cmocka_unit_test(a_drift_that_began_late_is_of_the_newest_segment),
        cmocka_unit_test(nothing_has_no_entries_and_is_within_the_budget),
        cmocka_unit_test(the_reference_is_the_pinned_value_s_segment),
        cmocka_unit_test(from_zero_any_rise_is_over_the_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
