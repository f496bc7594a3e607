/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_judge.h"

#include <math.h>
#include <string.h>

#include "base/confirm_token.h"
#include "triage/verdict_adjust.h"
#include "triage/verdict_reason.h"
#include "triage/verdict_said.h"

bool change_counts(const struct fact_series *series)
{
    return series->has_change && !series->dropped_by && !series->acknowledged;
}

bool is_older(const struct run_facts *facts, const struct fact_series *series,
              const struct judgement *judgement)
{
    if (judgement->deviation != DEVIATION_OLDER)
        return false;

    const char *first = series->before[judgement->first].run->build;

    return !first || !facts->build || strcmp(first, facts->build) != 0;
}

bool is_at_known_level(const struct fact_series *series)
{
    return series->known.uuid && fabs(series->value - series->known.mean_after) <
                                     fabs(series->value - series->known.mean_before);
}

bool is_beyond_limit(const struct fact_series *series)
{
    /* A comparison with NAN, no limit, is false. */
    return series->has_value &&
           (series->value < series->limit_min || series->value > series->limit_max);
}

bool is_expected(const struct run_facts *facts, const struct fact_series *series)
{
    if (!facts->settled)
        return series->history == 0 || series->had * 2 >= series->history;
    return series->history > 0 && series->had * 10 >= series->history * 9;
}

static enum verdict_state changed_state(const struct fact_series *series, bool older)
{
    return series->acknowledged || older ? VERDICT_KNOWN : VERDICT_REGRESSION;
}

bool change_is_certain(const struct fact_series *series, const struct judgement *judgement)
{
    return series->later_count == 0 || judgement->deviation == DEVIATION_WORSE;
}

static enum verdict_state metric_state(const struct run_facts *facts,
                                       const struct fact_series *series,
                                       const struct judgement *judgement)
{
    if (!series->has_value)
        return VERDICT_NO_DATA;
    if (is_beyond_limit(series))
        return changed_state(series, false);
    if (change_counts(series) && !judgement->repeated)
        return change_is_certain(series, judgement) ? VERDICT_REGRESSION : VERDICT_UNDECIDED;
    switch (judgement->deviation) {
    case DEVIATION_UNDECIDABLE:
        return VERDICT_UNDECIDED;
    case DEVIATION_SUSPICIOUS:
        return series->acknowledged ? VERDICT_KNOWN : VERDICT_UNDECIDED;
    case DEVIATION_NONE:
        return is_at_known_level(series) ? VERDICT_KNOWN : VERDICT_PASS;
    case DEVIATION_OLDER:
    case DEVIATION_WORSE:
        break;
    }
    return changed_state(series, is_older(facts, series, judgement));
}

static struct rule_sample sample_of(struct arena *arena, const struct fact_series *series)
{
    double *values = ARENA_ARRAY(arena, double, series->before_count + 1);
    /* Repetitions of the run say more than what came after it. */
    const bool change =
        change_counts(series) && series->repeat_count == 0 && series->later_count > 0;

    for (size_t i = 0; i < series->before_count; i++)
        values[i] = series->before[i].value;
    return (struct rule_sample){.values = values,
                                .count = series->before_count,
                                .stretch = series->stretch,
                                .value = series->has_value ? series->value : NAN,
                                .repeats = change ? series->later : series->repeats,
                                .repeat_count = change ? series->later_count : series->repeat_count,
                                .change = change,
                                .threshold = series->threshold,
                                .direction = series->direction,
                                .excused = series->acknowledged != NULL};
}

/* Who brought a change that does not fail this run, and what people say of it. */
static struct verdict_known known_of(const struct run_facts *facts,
                                     const struct fact_series *series,
                                     const struct judgement *judgement)
{
    struct verdict_known known = {.is_known = true};

    if (series->acknowledged) {
        known.reason = series->acknowledged;
        known.since_uuid = facts->uuid;
        known.since_build = facts->build;
    } else if (judgement->deviation == DEVIATION_OLDER) {
        known.since_uuid = series->before[judgement->first].run->uuid;
        known.since_build = series->before[judgement->first].run->build;
    } else {
        known.regression = series->known.regression;
        known.state = series->known.state;
        known.reason = series->known.reason;
        known.since_uuid = series->known.uuid;
        known.since_build = series->known.build;
    }
    return known;
}

static struct verdict_metric judge_metric(struct arena *arena, const struct run_facts *facts,
                                          const struct fact_series *series,
                                          const struct judgement *judgement)
{
    const struct baseline *baseline = &judgement->baseline;
    struct verdict_metric metric = {
        .metric = series->metric,
        .unit = series->unit,
        .state = metric_state(facts, series, judgement),
        .reason = verdict_metric_reason(arena, facts, series, judgement),
        .expected = is_expected(facts, series),
        .has_value = series->has_value,
        .value = series->has_value ? series->value : NAN,
        .baseline_runs = baseline->runs,
        .baseline_mean = baseline->mean,
        .baseline_spread = baseline->spread,
        .percent = judgement->percent,
        .threshold = series->threshold,
        .least_percent = judgement->least_percent,
        .pvalue = judgement->pvalue,
        .adjusted_pvalue = NAN,
        .repeats = series->repeat_count,
        .repeats_mean = baseline_mean_of(series->repeats, series->repeat_count),
        .limit_min = series->limit_min,
        .limit_max = series->limit_max,
        .beyond_limit = is_beyond_limit(series),
        .direction = series->direction,
        .labels = series->labels,
        .label_count = series->label_count,
    };

    if (metric.state == VERDICT_UNDECIDED)
        metric.runs_needed = judgement->more_runs;
    if (metric.state == VERDICT_KNOWN)
        metric.known = known_of(facts, series, judgement);
    return metric;
}

/* The metrics whose state another run could change: those that look bad. */
static struct verdict_confirm confirm_of(struct arena *arena, const struct verdict *verdict,
                                         const struct judgement *judgements)
{
    struct verdict_confirm confirm = {.token = NULL};
    const char **metrics = ARENA_ARRAY(arena, const char *, verdict->metric_count + 1);
    char *token;

    if (verdict->state != VERDICT_REGRESSION && verdict->state != VERDICT_UNDECIDED)
        return confirm;
    token = arena_alloc(arena, 1, CONFIRM_TOKEN_SIZE);
    confirm_token_format(verdict->run_id, token);
    confirm.token = token;
    for (size_t i = 0; i < verdict->metric_count; i++) {
        const enum deviation deviation = judgements[i].deviation;
        const size_t runs = judgements[i].more_runs > 0 ? judgements[i].more_runs : 1;

        if (deviation != DEVIATION_WORSE && deviation != DEVIATION_SUSPICIOUS)
            continue;
        if (verdict->metrics[i].state == VERDICT_KNOWN)
            continue;
        metrics[confirm.metric_count++] = verdict->metrics[i].metric;
        confirm.runs = runs > confirm.runs ? runs : confirm.runs;
    }
    confirm.metrics = metrics;
    return confirm;
}

static unsigned causes_of(const struct verdict *verdict)
{
    unsigned causes = verdict->said.job_fails || verdict->said.alerts_fail ? 1u << CAUSE_RUN : 0;

    for (size_t i = 0; i < verdict->metric_count; i++)
        if (verdict->metrics[i].state == VERDICT_REGRESSION)
            causes |= 1u << (verdict->metrics[i].beyond_limit ? CAUSE_LIMIT : CAUSE_METRICS);
    return causes;
}

static enum verdict_state test_state(const struct verdict *verdict)
{
    size_t count[VERDICT_STATES] = {0};
    bool lacks = !verdict->settled;

    for (size_t i = 0; i < verdict->metric_count; i++) {
        const struct verdict_metric *metric = &verdict->metrics[i];

        count[metric->state]++;
        lacks = lacks || (metric->state == VERDICT_NO_DATA && metric->expected);
    }
    if (verdict->causes)
        return VERDICT_REGRESSION;
    if (lacks || count[VERDICT_NO_DATA] == verdict->metric_count)
        return VERDICT_NO_DATA;
    return count[VERDICT_UNDECIDED] > 0 ? VERDICT_UNDECIDED : VERDICT_PASS;
}

/* What the run is, before anything is judged. */
static struct verdict verdict_start(struct arena *arena, const struct run_facts *facts,
                                    const struct verdict_options *options)
{
    struct verdict verdict = {
        .facts = facts,
        .uuid = facts->uuid,
        .test = facts->test,
        .project = facts->project,
        .run_id = facts->run_id,
        .build = facts->build,
        .build_url = facts->build_url,
        .previous_uuid = facts->previous_uuid,
        .previous_build = facts->previous_build,
        .previous_build_url = facts->previous_build_url,
        .at = facts->at,
        .settled = facts->settled,
        .excluded = facts->excluded,
        .confirms = facts->first_uuid,
        .confirmed_by = facts->confirming,
        .confirmed_count = facts->confirming_count,
        .said = verdict_said_of(arena, facts, options),
        .metric_count = facts->series_count,
    };

    if (facts->confirms && !facts->first_uuid) {
        char *token = arena_alloc(arena, 1, CONFIRM_TOKEN_SIZE);

        confirm_token_format(facts->confirms, token);
        verdict.confirms = token;
    }
    return verdict;
}

struct verdict verdict_judge(struct arena *arena, const struct run_facts *facts,
                             const struct verdict_options *options)
{
    const size_t count = facts->series_count;
    struct verdict_metric *metrics = ARENA_ARRAY(arena, struct verdict_metric, count + 1);
    struct rule_sample *samples = ARENA_ARRAY(arena, struct rule_sample, count + 1);
    struct judgement *judgements = ARENA_ARRAY(arena, struct judgement, count + 1);
    struct verdict verdict = verdict_start(arena, facts, options);

    for (size_t i = 0; i < count; i++)
        samples[i] = sample_of(arena, &facts->series[i]);

    const struct rule_answer rule =
        rule_judge(arena, samples, count, options->error_budget, judgements);

    for (size_t i = 0; i < count; i++)
        metrics[i] = judge_metric(arena, facts, &facts->series[i], &judgements[i]);
    verdict_adjust(arena, judgements, metrics, count);
    verdict.metrics = metrics;
    verdict.budget = (struct verdict_budget){
        .share = rule.budget, .tested = rule.tested, .level = rule.tested > 0 ? rule.level : NAN};
    verdict.causes = causes_of(&verdict);
    verdict.state = test_state(&verdict);
    verdict.confirm = confirm_of(arena, &verdict, judgements);
    verdict.reason = verdict_reason(arena, &verdict);
    return verdict;
}
