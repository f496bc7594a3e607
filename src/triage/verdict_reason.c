/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_reason.h"

#include <math.h>
#include <string.h>

#include "triage/verdict_judge.h"

static const char *runs_word(size_t runs)
{
    return runs == 1 ? "run" : "runs";
}

/* "3.98 is 309.9% above the mean of the 7 runs before (0.970857)" */
static const char *comparison(struct arena *arena, double value, const struct baseline *baseline)
{
    const double percent = baseline_percent(baseline, value);
    const char *side = value >= baseline->mean ? "above" : "below";

    if (value == baseline->mean)
        return arena_printf(arena, "%.6g is the mean of the %zu %s before", value, baseline->runs,
                            runs_word(baseline->runs));
    if (isnan(percent))
        return arena_printf(arena,
                            "%.6g is %s the mean of the %zu %s before (0), and from 0 there is no "
                            "percentage",
                            value, side, baseline->runs, runs_word(baseline->runs));
    return arena_printf(arena, "%.6g is %.1f%% %s the mean of the %zu %s before (%.6g)", value,
                        fabs(percent), side, baseline->runs, runs_word(baseline->runs),
                        baseline->mean);
}

/* "the threshold is 10%, noise explains 10.8%" */
static const char *limits(struct arena *arena, const struct baseline *baseline, double threshold)
{
    if (baseline->mean == 0)
        return arena_printf(arena, "the threshold is %g%%, noise explains %.3g", threshold,
                            baseline->limit);
    return arena_printf(arena, "the threshold is %g%%, noise explains %.1f%%", threshold,
                        baseline->limit / fabs(baseline->mean) * 100);
}

static const char *undecided_reason(struct arena *arena, const struct fact_series *series,
                                    const struct judgement *judgement)
{
    const size_t runs = judgement->baseline.runs;
    const size_t more = judgement->more_runs > 0 ? judgement->more_runs : 1;
    const char *needed = more == 1 ? "is" : "are";

    if (series->since)
        return arena_printf(arena,
                            "Only %zu %s with a value since the change at run %s: %zu more %s "
                            "needed before a run can be judged.",
                            runs, runs_word(runs), series->since->uuid, more, needed);
    return arena_printf(arena,
                        "Only %zu %s with a value before this one: %zu more %s needed before a run "
                        "can be judged.",
                        runs, runs_word(runs), more, needed);
}

/* " (+30.0%, p 0.0002)": what there is of the two. */
static const char *change_figures(struct arena *arena, const struct fact_series *series)
{
    const bool has_percent = !isnan(series->percent), has_pvalue = !isnan(series->pvalue);

    if (!has_percent && !has_pvalue)
        return "";
    return arena_printf(arena, " (%s%s%s)",
                        has_percent ? arena_printf(arena, "%+.1f%%", series->percent) : "",
                        has_percent && has_pvalue ? ", " : "",
                        has_pvalue ? arena_printf(arena, "p %.2g", series->pvalue) : "");
}

static const char *change_reason(struct arena *arena, const struct fact_series *series,
                                 const struct judgement *judgement)
{
    const char *certain = change_is_certain(series, judgement)
                              ? ""
                              : ", which may be chance: it does not count within the error budget";

    return arena_printf(arena, "A change point begins at this run: %.6g before, %.6g after%s%s.",
                        series->mean_before, series->mean_after, change_figures(arena, series),
                        certain);
}

static const char *limit_reason(struct arena *arena, const struct fact_series *series)
{
    const bool above = series->value > series->limit_max;

    return arena_printf(arena, "%.6g is %s the fixed limit of %.6g.", series->value,
                        above ? "above" : "below", above ? series->limit_max : series->limit_min);
}

static const char *older_reason(struct arena *arena, const struct fact_series *series,
                                const struct judgement *judgement, const char *compared)
{
    const struct run_name *first = series->before[judgement->first].run;

    return arena_printf(arena, "%s, but so it is since run %s%s%s, which brought the change.",
                        compared, first->uuid, first->build ? " of build " : "",
                        first->build ? first->build : "");
}

static const char *acknowledged_reason(struct arena *arena, const struct fact_series *series,
                                       const char *what)
{
    const char *reason = series->acknowledged;

    if (strncmp(reason, FACT_ENVIRONMENT, strlen(FACT_ENVIRONMENT)) == 0)
        return arena_printf(arena, "%s, which is %s.", what, reason);
    return arena_printf(arena, "%s, which is acknowledged%s%s.", what, *reason ? ": " : "", reason);
}

/* "10.1 is at the level that run r7 of build b7 brought, which is known (regression 12, open)." */
static const char *known_reason(struct arena *arena, const struct fact_series *series)
{
    const struct fact_known *known = &series->known;
    const char *who = known->regression                 ? arena_printf(arena, "regression %lld, %s",
                                                                       (long long)known->regression, known->state)
                      : known->reason && *known->reason ? known->reason
                                                        : "acknowledged";

    return arena_printf(arena, "%.6g is at the level that run %s%s%s brought, which is known (%s).",
                        series->value, known->uuid, known->build ? " of build " : "",
                        known->build ? known->build : "", who);
}

static const char *suspicious_reason(struct arena *arena, const struct judgement *judgement,
                                     const char *compared)
{
    return arena_printf(arena,
                        "%s, which is suspicious (p %.2g) but not enough for one run: %zu more %s "
                        "decide.",
                        compared, judgement->pvalue, judgement->more_runs,
                        judgement->more_runs == 1 ? "run would" : "runs would");
}

static const char *no_value_reason(const struct run_facts *facts, const struct fact_series *series)
{
    if (!facts->settled)
        return "The run has no value of this metric yet: it has not settled.";
    return is_expected(facts, series)
               ? "The run has no value of this metric, which runs of this test have."
               : "The run has no value of this metric.";
}

/* "Over 2 runs that confirm this one, 12.1 is ..." */
static const char *compared_of(struct arena *arena, const struct fact_series *series,
                               const struct judgement *judgement)
{
    const char *compared = comparison(arena, judgement->judged, &judgement->baseline);

    if (!judgement->repeated)
        return compared;
    return arena_printf(arena, "Over %zu %s that %s this one, %s", series->repeat_count,
                        runs_word(series->repeat_count),
                        series->repeat_count == 1 ? "confirms" : "confirm", compared);
}

const char *verdict_metric_reason(struct arena *arena, const struct run_facts *facts,
                                  const struct fact_series *series,
                                  const struct judgement *judgement)
{
    if (!series->has_value)
        return no_value_reason(facts, series);
    if (is_beyond_limit(series) && series->acknowledged)
        return acknowledged_reason(
            arena, series, arena_printf(arena, "%.6g is beyond a fixed limit", series->value));
    if (is_beyond_limit(series))
        return limit_reason(arena, series);
    if (change_counts(series) && !judgement->repeated)
        return change_reason(arena, series, judgement);
    if (judgement->deviation == DEVIATION_UNDECIDABLE)
        return undecided_reason(arena, series, judgement);

    const char *compared = compared_of(arena, series, judgement);

    if (judgement->deviation != DEVIATION_NONE && series->acknowledged)
        return acknowledged_reason(arena, series, compared);
    if (judgement->deviation == DEVIATION_SUSPICIOUS)
        return suspicious_reason(arena, judgement, compared);
    if (is_older(facts, series, judgement))
        return older_reason(arena, series, judgement, compared);
    if (judgement->deviation == DEVIATION_NONE && is_at_known_level(series))
        return known_reason(arena, series);
    return arena_printf(arena, "%s; %s.", compared,
                        limits(arena, &judgement->baseline, series->threshold));
}

static size_t count_state(const struct verdict *verdict, enum verdict_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < verdict->metric_count; i++)
        count += verdict->metrics[i].state == state ? 1 : 0;
    return count;
}

static const struct verdict_metric *first_of(const struct verdict *verdict,
                                             enum verdict_state state)
{
    for (size_t i = 0; i < verdict->metric_count; i++)
        if (verdict->metrics[i].state == state)
            return &verdict->metrics[i];
    return NULL;
}

static const char *first_reason(struct arena *arena, const struct verdict *verdict,
                                enum verdict_state state)
{
    const struct verdict_metric *metric = first_of(verdict, state);
    const size_t others = count_state(verdict, state) - 1;

    if (others == 0)
        return arena_printf(arena, "%s: %s", metric->metric, metric->reason);
    return arena_printf(arena, "%s: %s %zu more %s.", metric->metric, metric->reason, others,
                        others == 1 ? "metric is the same" : "metrics are the same");
}

/* "The job ended with status failure." or the worst alert. */
static const char *said_reason(struct arena *arena, const struct verdict_said *said)
{
    if (said->job_fails)
        return arena_printf(arena, "The run's job ended as '%s'.", said->job_status);
    return arena_printf(arena, "The run itself raised an alert of severity %s: %s",
                        said->alerts[0].severity, said->alerts[0].description);
}

static const char *regression_reason(struct arena *arena, const struct verdict *verdict)
{
    if (count_state(verdict, VERDICT_REGRESSION) > 0)
        return first_reason(arena, verdict, VERDICT_REGRESSION);
    return said_reason(arena, &verdict->said);
}

static const char *no_data_reason(struct arena *arena, const struct verdict *verdict)
{
    const size_t missing = count_state(verdict, VERDICT_NO_DATA);
    size_t expected = 0;

    if (missing == verdict->metric_count)
        return verdict->settled ? "The run has no value of any metric."
                                : "The run has no value of any metric yet: it has not settled.";
    if (!verdict->settled)
        return arena_printf(arena, "The run has not settled: %zu of %zu metrics have no value yet.",
                            missing, verdict->metric_count);
    for (size_t i = 0; i < verdict->metric_count; i++)
        expected += verdict->metrics[i].state == VERDICT_NO_DATA && verdict->metrics[i].expected;
    return arena_printf(arena, "%zu of %zu metrics that runs of this test have %s no value.",
                        expected, verdict->metric_count, expected == 1 ? "has" : "have");
}

static const char *pass_reason(struct arena *arena, const struct verdict *verdict)
{
    const size_t missing = count_state(verdict, VERDICT_NO_DATA);
    const size_t known = count_state(verdict, VERDICT_KNOWN);
    const size_t passed = count_state(verdict, VERDICT_PASS);

    if (missing == 0 && known == 0)
        return passed == 1
                   ? "The metric is within its limits."
                   : arena_printf(arena, "All %zu metrics are within their limits.", passed);
    return arena_printf(arena, "%zu of %zu metrics are within their limits%s%s.", passed,
                        verdict->metric_count,
                        known > 0 ? arena_printf(arena, ", %zu changed in a known way", known) : "",
                        missing > 0 ? arena_printf(arena, ", %zu have no value", missing) : "");
}

const char *verdict_reason(struct arena *arena, const struct verdict *verdict)
{
    switch (verdict->state) {
    case VERDICT_REGRESSION:
        return regression_reason(arena, verdict);
    case VERDICT_UNDECIDED:
        return first_reason(arena, verdict, VERDICT_UNDECIDED);
    case VERDICT_NO_DATA:
        return no_data_reason(arena, verdict);
    default:
        return pass_reason(arena, verdict);
    }
}
