/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_judge.h"

#include <math.h>
#include <string.h>

#include "triage/verdict_reason.h"

const char *verdict_state_name(enum verdict_state state)
{
    static const char *const names[] = {"pass", "regression", "undecided", "no_data"};

    return names[state];
}

bool change_counts(const struct fact_series *series)
{
    return series->has_change && !series->dropped_by && !series->acknowledged;
}

bool is_older(const struct run_facts *facts, const struct fact_series *series,
              const struct judgement *judgement)
{
    if (judgement->deviation != DEVIATION_OLDER)
        return false;

    const char *first = series->before[judgement->first].build;

    return !first || !facts->build || strcmp(first, facts->build) != 0;
}

static enum verdict_state metric_state(const struct run_facts *facts,
                                       const struct fact_series *series,
                                       const struct judgement *judgement)
{
    if (!series->has_value)
        return VERDICT_NO_DATA;
    if (change_counts(series))
        return VERDICT_REGRESSION;
    switch (judgement->deviation) {
    case DEVIATION_UNDECIDABLE:
    case DEVIATION_SUSPICIOUS:
        return VERDICT_UNDECIDED;
    case DEVIATION_NONE:
        return VERDICT_PASS;
    case DEVIATION_OLDER:
    case DEVIATION_WORSE:
        break;
    }
    return series->acknowledged || is_older(facts, series, judgement) ? VERDICT_PASS
                                                                      : VERDICT_REGRESSION;
}

static struct rule_sample sample_of(struct arena *arena, const struct fact_series *series)
{
    double *values = ARENA_ARRAY(arena, double, series->before_count + 1);

    for (size_t i = 0; i < series->before_count; i++)
        values[i] = series->before[i].value;
    return (struct rule_sample){.values = values,
                                .count = series->before_count,
                                .stretch = series->stretch,
                                .value = series->has_value ? series->value : NAN,
                                .threshold = series->threshold,
                                .direction = series->direction,
                                .excused = series->acknowledged != NULL};
}

static struct verdict_metric judge_metric(struct arena *arena, const struct run_facts *facts,
                                          const struct fact_series *series,
                                          const struct judgement *judgement)
{
    const struct baseline *baseline = &judgement->baseline;

    return (struct verdict_metric){
        .metric = series->metric,
        .state = metric_state(facts, series, judgement),
        .reason = verdict_metric_reason(arena, facts, series, judgement),
        .has_value = series->has_value,
        .value = series->has_value ? series->value : NAN,
        .baseline_runs = baseline->runs,
        .baseline_mean = baseline->mean,
        .baseline_spread = baseline->spread,
        .percent = judgement->percent,
        .threshold = series->threshold,
        .least_percent = judgement->least_percent,
        .pvalue = judgement->pvalue,
        .direction = series->direction,
        .labels = series->labels,
        .label_count = series->label_count,
    };
}

/* The worst of the metrics. A gap fails no run, but a run that has not settled may still bring
 * what is missing. */
static enum verdict_state run_state(const struct verdict *verdict)
{
    size_t count[4] = {0};

    for (size_t i = 0; i < verdict->metric_count; i++)
        count[verdict->metrics[i].state]++;
    if (count[VERDICT_REGRESSION] > 0)
        return VERDICT_REGRESSION;
    if (count[VERDICT_NO_DATA] == verdict->metric_count)
        return VERDICT_NO_DATA;
    if (count[VERDICT_UNDECIDED] > 0 || (!verdict->settled && count[VERDICT_NO_DATA] > 0))
        return VERDICT_UNDECIDED;
    return VERDICT_PASS;
}

struct verdict verdict_judge(struct arena *arena, const struct run_facts *facts)
{
    struct verdict_metric *metrics =
        ARENA_ARRAY(arena, struct verdict_metric, facts->series_count + 1);
    struct rule_sample *samples = ARENA_ARRAY(arena, struct rule_sample, facts->series_count + 1);
    struct judgement *judgements = ARENA_ARRAY(arena, struct judgement, facts->series_count + 1);
    struct verdict verdict = {
        .uuid = facts->uuid,
        .test = facts->test,
        .build = facts->build,
        .build_url = facts->build_url,
        .previous_uuid = facts->previous_uuid,
        .previous_build = facts->previous_build,
        .previous_build_url = facts->previous_build_url,
        .at = facts->at,
        .settled = facts->settled,
        .metrics = metrics,
        .metric_count = facts->series_count,
    };

    for (size_t i = 0; i < facts->series_count; i++)
        samples[i] = sample_of(arena, &facts->series[i]);
    (void)rule_judge(arena, samples, facts->series_count, RULE_ERROR_BUDGET, judgements);
    for (size_t i = 0; i < facts->series_count; i++)
        metrics[i] = judge_metric(arena, facts, &facts->series[i], &judgements[i]);
    verdict.state = run_state(&verdict);
    verdict.reason = verdict_reason(arena, &verdict);
    return verdict;
}
