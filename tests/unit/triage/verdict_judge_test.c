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

#define RUN(name, of_build) (&(const struct run_name){.uuid = (name), .build = (of_build)})

static const struct verdict_options options = {
    .error_budget = RULE_ERROR_BUDGET, .fail_on_alerts = ALERT_ERROR, .fail_on_job = true};
static const struct fact_value quiet[] = {
    {10, RUN("r0", "b0")}, {10.1, RUN("r1", "b1")}, {9.9, RUN("r2", "b2")}, {10, RUN("r3", "b3")}};

static struct fact_series series_of(const struct fact_value *before, size_t count, double value)
{
    return (struct fact_series){.metric = "m",
                                .direction = 1,
                                .threshold = 10,
                                .unit = "",
                                .limit_min = NAN,
                                .limit_max = NAN,
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
                                    .run_id = 1,
                                    .test = "t",
                                    .build = "b9",
                                    .settled = settled,
                                    .series = series,
                                    .series_count = count};

    return verdict_judge(arena, &facts, &options);
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
    const struct fact_value zeros[] = {
        {0, RUN("r0", "b")}, {0, RUN("r1", "b")}, {0, RUN("r2", "b")}, {0, RUN("r3", "b")},
        {0, RUN("r4", "b")}, {0, RUN("r5", "b")}, {0, RUN("r6", "b")}, {0, RUN("r7", "b")}};

    (void)state;
    check(series_of(zeros, 8, 0.5), VERDICT_REGRESSION,
          "0.5 is above the mean of the 8 runs before (0), and from 0 there is no percentage; the "
          "threshold is 10%, noise explains 0.");
}

static void a_counting_change_point_at_the_run_decides(void **state)
{
    static const double later[] = {10.1, 9.9};
    struct fact_series series = series_of(quiet, 4, 10.2);

    (void)state;
    series.has_change = true;
    series.mean_before = 10;
    series.mean_after = 12;
    series.percent = 20;
    series.pvalue = 0.0004;
    check(series, VERDICT_REGRESSION,
          "A change point begins at this run: 10 before, 12 after (+20.0%, p 0.0004).");
    series.later = later;
    series.later_count = 2;
    check(series, VERDICT_UNDECIDED,
          "A change point begins at this run: 10 before, 12 after (+20.0%, p 0.0004), which may be "
          "chance: it does not count within the error budget.");
    series.later_count = 0;
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
    series.acknowledged = FACT_ENVIRONMENT "3 of 4 series of lab moved together";
    check(
        series, VERDICT_PASS,
        "30 is 200.0% above the mean of the 4 runs before (10), which is the environment's: 3 of 4 "
        "series of lab moved together.");
}

static void a_change_of_an_older_build_passes_and_is_named(void **state)
{
    const struct fact_value bad[] = {{10, RUN("r0", "b0")},
                                     {10.1, RUN("r1", "b1")},
                                     {9.9, RUN("r2", "b2")},
                                     {10, RUN("r3", "b3")},
                                     {30, RUN("r4", "b4")}};
    const struct fact_value same_build[] = {{10, RUN("r0", "b0")},
                                            {10.1, RUN("r1", "b1")},
                                            {9.9, RUN("r2", "b2")},
                                            {10, RUN("r3", "b3")},
                                            {30, RUN("r4", "b9")}};

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
    const struct fact_value values[] = {{10, RUN("r0", "b0")},
                                        {10.1, RUN("r1", "b1")},
                                        {9.9, RUN("r2", "b2")},
                                        {10, RUN("r3", "b3")},
                                        {30, RUN("r4", "b4")}};
    struct fact_series series = series_of(values, 5, 60);
    struct fact_series again = series_of(values, 5, 30);
    struct fact_series back = series_of(values, 5, 10);

    (void)state;
    series.stretch = again.stretch = back.stretch = 4;
    series.since = again.since = back.since = RUN("r4", "b4");
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

static void an_expected_metric_that_is_missing_is_never_a_pass(void **state)
{
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 4, NAN)};
    AUTO_ARENA arena = arena_new();

    (void)state;
    series[1].history = 10;
    series[1].had = 8;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_PASS);
    assert_string_equal(judge(arena, series, 2, true).reason,
                        "1 of 2 metrics are within their limits, 1 have no value.");
    series[1].had = 9;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_NO_DATA);
    assert_int_equal(judge(arena, series, 1, true).state, VERDICT_PASS);
}

static void a_run_that_has_not_settled_never_passes(void **state)
{
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 4, NAN)};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_int_equal(judge(arena, series, 1, false).state, VERDICT_NO_DATA);
    assert_int_equal(judge(arena, series, 2, false).state, VERDICT_NO_DATA);
    assert_string_equal(judge(arena, series, 2, false).reason,
                        "The run has not settled: 1 of 2 metrics have no value yet.");
    series[0].value = 30;
    assert_int_equal(judge(arena, series, 2, false).state, VERDICT_REGRESSION);
}

static void a_fixed_limit_fails_whatever_the_history_says(void **state)
{
    struct fact_series series = series_of(quiet, 0, 31);
    AUTO_ARENA arena = arena_new();

    (void)state;
    series.limit_max = 30;
    check(series, VERDICT_REGRESSION, "31 is above the fixed limit of 30.");
    assert_int_equal(judge(arena, &series, 1, true).causes, 1u << CAUSE_LIMIT);
    series.limit_max = NAN;
    series.limit_min = 32;
    check(series, VERDICT_REGRESSION, "31 is below the fixed limit of 32.");
    series.acknowledged = "on purpose";
    check(series, VERDICT_PASS, "31 is beyond a fixed limit, which is acknowledged: on purpose.");
    series.acknowledged = NULL;
    series.limit_min = 31;
    assert_int_equal(judge(arena, &series, 1, true).state, VERDICT_UNDECIDED);
}

static void the_level_of_an_open_regression_is_known_and_falling_back_is_not(void **state)
{
    const struct fact_value values[] = {{20, RUN("r4", "b4")},
                                        {20.2, RUN("r5", "b5")},
                                        {19.9, RUN("r6", "b6")},
                                        {20, RUN("r7", "b7")}};
    struct fact_series series = series_of(values, 4, 20.1);
    AUTO_ARENA arena = arena_new();
    struct verdict verdict;

    (void)state;
    series.known = (struct fact_known){.uuid = "r4",
                                       .build = "b4",
                                       .regression = 12,
                                       .state = "open",
                                       .mean_before = 10,
                                       .mean_after = 20};
    verdict = judge(arena, &series, 1, true);
    assert_int_equal(verdict.state, VERDICT_PASS);
    assert_int_equal(verdict.metrics[0].state, VERDICT_KNOWN);
    assert_int_equal(verdict.metrics[0].known.regression, 12);
    assert_string_equal(verdict.metrics[0].known.since_build, "b4");
    assert_string_equal(verdict.metrics[0].reason,
                        "20.1 is at the level that run r4 of build b4 brought, which is known "
                        "(regression 12, open).");
    series.value = 10;
    assert_int_equal(judge(arena, &series, 1, true).metrics[0].state, VERDICT_PASS);
    series.value = 40;
    assert_int_equal(judge(arena, &series, 1, true).state, VERDICT_REGRESSION);
}

static struct verdict judge_said(struct arena *arena, const char *job, const char *severity,
                                 enum alert_severity least)
{
    struct fact_series *series = ARENA_NEW(arena, struct fact_series);
    struct fact_alert *alert = ARENA_NEW(arena, struct fact_alert);
    const struct verdict_options chosen = {
        .error_budget = RULE_ERROR_BUDGET, .fail_on_alerts = least, .fail_on_job = true};

    *series = series_of(quiet, 4, 10.1);
    *alert = (struct fact_alert){.severity = severity, .description = "etcd is slow"};

    const struct run_facts facts = {.uuid = "now",
                                    .run_id = 1,
                                    .test = "t",
                                    .settled = true,
                                    .job_status = job,
                                    .alerts = alert,
                                    .alert_count = severity ? 1 : 0,
                                    .series = series,
                                    .series_count = 1};

    return verdict_judge(arena, &facts, &chosen);
}

static void what_the_run_itself_said_fails_it(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct verdict job = judge_said(arena, "Failure", NULL, ALERT_ERROR);
    const struct verdict alert = judge_said(arena, "success", "critical", ALERT_ERROR);

    (void)state;
    assert_int_equal(job.state, VERDICT_REGRESSION);
    assert_int_equal(job.causes, 1u << CAUSE_RUN);
    assert_string_equal(job.reason, "The run's job ended as 'Failure'.");
    assert_int_equal(alert.state, VERDICT_REGRESSION);
    assert_string_equal(alert.reason,
                        "The run itself raised an alert of severity critical: etcd is slow");
    assert_int_equal(judge_said(arena, NULL, "warning", ALERT_ERROR).state, VERDICT_PASS);
    assert_int_equal(judge_said(arena, NULL, "warning", ALERT_WARNING).state, VERDICT_REGRESSION);
    assert_int_equal(judge_said(arena, NULL, "critical", ALERT_NEVER).state, VERDICT_PASS);
    assert_int_equal(judge_said(arena, NULL, "strange", ALERT_INFO).state, VERDICT_PASS);
}

static void a_bad_metric_can_be_confirmed_or_cleared_by_runs_that_repeat_it(void **state)
{
    static const double same[] = {30, 31}, fine[] = {10, 10.1};
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 4, 30)};
    AUTO_ARENA arena = arena_new();
    struct verdict verdict = judge(arena, series, 2, true);

    (void)state;
    assert_int_equal(verdict.state, VERDICT_REGRESSION);
    assert_string_equal(verdict.confirm.token, "confirm-0000000000000001");
    assert_int_equal(verdict.confirm.metric_count, 1);
    assert_int_equal(verdict.confirm.runs, 1);
    series[1].repeats = same;
    series[1].repeat_count = 2;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_REGRESSION);
    series[1].repeats = fine;
    verdict = judge(arena, series, 2, true);
    assert_int_equal(verdict.state, VERDICT_PASS);
    assert_null(verdict.confirm.token);
    assert_non_null(strstr(verdict.metrics[1].reason, "Over 2 runs that confirm this one"));
    /* The change point that the first value made is theirs to judge too. */
    series[1].has_change = true;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_PASS);
    series[1].repeats = same;
    assert_int_equal(judge(arena, series, 2, true).state, VERDICT_REGRESSION);
}

static void adjusted_pvalues_say_what_counts(void **state)
{
    struct fact_series series[] = {series_of(quiet, 4, 10.1), series_of(quiet, 4, 30)};
    AUTO_ARENA arena = arena_new();
    const struct verdict verdict = judge(arena, series, 2, true);

    (void)state;
    assert_true(verdict.metrics[1].adjusted_pvalue <= RULE_ERROR_BUDGET);
    assert_true(verdict.metrics[1].adjusted_pvalue >= verdict.metrics[1].pvalue);
    assert_true(verdict.metrics[0].adjusted_pvalue > 0.999);
    assert_int_equal(verdict.budget.tested, 2);
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
        cmocka_unit_test(an_expected_metric_that_is_missing_is_never_a_pass),
        cmocka_unit_test(a_run_that_has_not_settled_never_passes),
        cmocka_unit_test(a_fixed_limit_fails_whatever_the_history_says),
        cmocka_unit_test(the_level_of_an_open_regression_is_known_and_falling_back_is_not),
        cmocka_unit_test(what_the_run_itself_said_fails_it),
        cmocka_unit_test(a_bad_metric_can_be_confirmed_or_cleared_by_runs_that_repeat_it),
        cmocka_unit_test(adjusted_pvalues_say_what_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
