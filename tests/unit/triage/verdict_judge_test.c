/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "triage/verdict_judge.h"

static const struct fact_value quiet[] = {
    {10, "r0", "b0"}, {10.1, "r1", "b1"}, {9.9, "r2", "b2"}, {10, "r3", "b3"}};

static struct fact_series series_of(const struct fact_value *before, size_t count, double value)
{
    return (struct fact_series){.metric = "m",
                                .direction = 1,
                                .threshold = 10,
                                .has_value = !isnan(value),
                                .value = value,
                                .before = before,
                                .before_count = count,
                                .mean_before = NAN,
                                .mean_after = NAN,
                                .pvalue = NAN,
                                .percent = NAN};
}

static struct verdict judge(struct arena *arena, struct fact_series *series, size_t count,
                            bool settled)
{
    const struct run_facts facts = {.uuid = "now",
                                    .test = "t",
                                    .build = "b9",
                                    .settled = settled,
                                    .series = series,
                                    .series_count = count};

    return verdict_judge(arena, &facts);
}

static void check(struct fact_series series, enum verdict_state state, const char *reason)
{
    AUTO_ARENA arena = arena_new();
    const struct verdict verdict = judge(arena, &series, 1, true);

    assert_int_equal(verdict.state, state);
    assert_string_equal(verdict.metrics[0].reason, reason);
}

static void each_state_says_why(void **state)
{
    (void)state;
    check(series_of(quiet, 4, 10.2), VERDICT_PASS,
          "10.2 is 2.0% above the mean of the 4 runs before (10); the threshold is 10%, noise "
          "explains 36.6%.");
    check(series_of(quiet, 4, 30), VERDICT_REGRESSION,
          "30 is 200.0% above the mean of the 4 runs before (10); the threshold is 10%, noise "
          "explains 36.6%.");
    check(series_of(quiet, 2, 30), VERDICT_UNDECIDED,
          "Only 2 runs with a value before this one: 1 more is needed before a run can be judged.");
    check(series_of(quiet, 4, NAN), VERDICT_NO_DATA, "The run has no value of this metric.");
    check(series_of(quiet, 4, 10), VERDICT_PASS,
          "10 is the mean of the 4 runs before; the threshold is 10%, noise explains 36.6%.");
}

static void a_baseline_of_zero_is_told_without_percentages(void **state)
{
    static const struct fact_value zeros[] = {{0, "r0", "b"}, {0, "r1", "b"}, {0, "r2", "b"},
                                              {0, "r3", "b"}, {0, "r4", "b"}, {0, "r5", "b"},
                                              {0, "r6", "b"}, {0, "r7", "b"}};

    (void)state;
    check(
        series_of(zeros, 8, 0.5), VERDICT_REGRESSION,
        "0.5 is above the mean of the 8 runs before (0); the threshold is 10%, noise explains 0.");
}

static void a_counting_change_point_at_the_run_decides(void **state)
{
    struct fact_series series = series_of(quiet, 4, 10.2);

    (void)state;
    series.has_change = true;
    series.mean_before = 10;
    series.mean_after = 12;
    series.percent = 20;
    series.pvalue = 0.0004;
    check(series, VERDICT_REGRESSION,
          "A change point begins at this run: 10 before, 12 after (+20.0%, p 0.0004).");
    series.dropped_by = "direction";
    check(series, VERDICT_PASS,
          "10.2 is 2.0% above the mean of the 4 runs before (10); the threshold is 10%, noise "
          "explains 36.6%.");
}

static void an_acknowledged_change_passes(void **state)
{
    struct fact_series series = series_of(quiet, 4, 30);

    (void)state;
    series.acknowledged = "known";
    check(series, VERDICT_PASS,
          "30 is 200.0% above the mean of the 4 runs before (10), which is acknowledged: known.");
    series.acknowledged = "";
    check(series, VERDICT_PASS,
          "30 is 200.0% above the mean of the 4 runs before (10), which is acknowledged.");
}

static void a_change_of_an_older_build_passes_and_is_named(void **state)
{
    static const struct fact_value bad[] = {{10, "r0", "b0"},
                                            {10.1, "r1", "b1"},
                                            {9.9, "r2", "b2"},
                                            {10, "r3", "b3"},
                                            {30, "r4", "b4"}};
    static const struct fact_value same_build[] = {{10, "r0", "b0"},
                                                   {10.1, "r1", "b1"},
                                                   {9.9, "r2", "b2"},
                                                   {10, "r3", "b3"},
                                                   {30, "r4", "b9"}};

    (void)state;
    check(series_of(bad, 5, 31), VERDICT_PASS,
          "31 is 210.0% above the mean of the 4 runs before (10), but so it is since run r4 of "
          "build b4, which brought the change.");
    check(series_of(same_build, 5, 31), VERDICT_REGRESSION,
          "31 is 210.0% above the mean of the 4 runs before (10); the threshold is 10%, noise "
          "explains 36.6%.");
}

/* Just confirmed: the new stretch has one run, but the old one shows that 60 is new again. */
static void right_after_a_change_point_only_what_is_worse_than_both_levels_fails(void **state)
{
    static const struct fact_value values[] = {{10, "r0", "b0"},
                                               {10.1, "r1", "b1"},
                                               {9.9, "r2", "b2"},
                                               {10, "r3", "b3"},
                                               {30, "r4", "b4"}};
    struct fact_series series = series_of(values, 5, 60);
    struct fact_series again = series_of(values, 5, 30);
    struct fact_series back = series_of(values, 5, 10);

    (void)state;
    series.stretch = again.stretch = back.stretch = 4;
    series.since = again.since = back.since = "r4";
    check(series, VERDICT_REGRESSION,
          "60 is 500.0% above the mean of the 4 runs before (10); the threshold is 10%, noise "
          "explains 36.6%.");
    check(again, VERDICT_PASS,
          "30 is 200.0% above the mean of the 4 runs before (10), but so it is since run r4 of "
          "build b4, which brought the change.");
    check(back, VERDICT_UNDECIDED,
          "Only 1 run with a value since the change at run r4: 2 more are needed before a run can "
          "be judged.");
}

static void the_worst_metric_decides_the_run(void **state)
{
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 1, 10),
                                   series_of(quiet, 4, 30), series_of(quiet, 4, NAN)};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_int_equal(judge(arena, series, 4, true).state, VERDICT_REGRESSION);
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_UNDECIDED);
    assert_int_equal(judge(arena, series, 1, true).state, VERDICT_PASS);
    assert_int_equal(judge(arena, series + 3, 1, true).state, VERDICT_NO_DATA);
    assert_int_equal(judge(arena, series, 0, true).state, VERDICT_NO_DATA);
    assert_string_equal(judge(arena, series, 1, true).reason, "The metric is within its limits.");
}

static void a_gap_fails_no_settled_run_but_keeps_an_unsettled_one_open(void **state)
{
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 4, NAN)};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_PASS);
    assert_string_equal(judge(arena, series, 2, true).reason,
                        "1 of 2 metrics are within their limits, 1 have no value.");
    assert_int_equal(judge(arena, series, 2, false).state, VERDICT_UNDECIDED);
    assert_string_equal(judge(arena, series, 2, false).reason,
                        "The run has not settled: 1 of 2 metrics have no value yet.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_says_why),
        cmocka_unit_test(a_baseline_of_zero_is_told_without_percentages),
        cmocka_unit_test(a_counting_change_point_at_the_run_decides),
        cmocka_unit_test(an_acknowledged_change_passes),
        cmocka_unit_test(a_change_of_an_older_build_passes_and_is_named),
        cmocka_unit_test(right_after_a_change_point_only_what_is_worse_than_both_levels_fails),
        cmocka_unit_test(the_worst_metric_decides_the_run),
        cmocka_unit_test(a_gap_fails_no_settled_run_but_keeps_an_unsettled_one_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
