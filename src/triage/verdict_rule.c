/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_rule.h"

#include <math.h>
#include <string.h>

#include "triage/autocorrelation.h"
#include "triage/error_budget.h"
#include "triage/outlier.h"
#include "triage/repetition.h"
#include "triage/row.h"

/* Of the limit that ends a baseline: no wider than four normal deviates, however many metrics. */
#define ROW_LEAST_LEVEL 0.0005

/* Shorter stretches than this are often cut where the search found chance excursions, which then
 * makes another one next to them look like a change too. */
#define CHANGE_RUNS 30

/* A sample on its way to a judgement. */
struct trial {
    const struct rule_sample *sample;
    struct judgement *judgement;
    struct row row; /* positions in sample->values */
    size_t from;    /* the baseline is values[from, row.start) */
    double *sorted; /* those, ascending */
    struct row_rule rule;
    struct autocorrelation own;
    struct baseline baseline; /* of these, the old one where wide */
    struct outlier outlier;
    double coefficient;
    bool wide; /* the newest stretch is too short: the one before counts */
    bool tested, beyond;
};

struct bench {
    struct trial *trials;
    size_t count;
    double budget; /* what the level aims at */
    double quantiles[BASELINE_MAX_RUNS + 1];
    struct outlier_pool pool;
    double *pvalues; /* scratch, one a trial */
    struct autocorrelation all;
    struct rule_answer answer;
};

static double limit(double low, double value, double high)
{
    return fmax(low, fmin(high, value));
}

static void fill_quantiles(struct bench *bench)
{
    const double share = bench->budget / (double)(bench->count > 0 ? bench->count : 1);
    const double level = limit(ROW_LEAST_LEVEL, share, fmax(ROW_LEAST_LEVEL, bench->budget));

    row_fill_quantiles(bench->quantiles, level);
}

/* From `start` of the sample's values on. */
static void find_row(struct trial *trial, size_t start)
{
    const struct rule_sample *sample = trial->sample;
    size_t length;

    trial->row = row_find(&trial->rule, sample->values + start, sample->count - start);
    length = trial->row.start;
    trial->row.start += start;
    trial->from = trial->row.start - (length < BASELINE_MAX_RUNS ? length : BASELINE_MAX_RUNS);
}

static size_t baseline_count(const struct trial *trial)
{
    return trial->row.start - trial->from;
}

static void measure_baseline(struct trial *trial)
{
    const double value = trial->sample->value;
    const size_t count = baseline_count(trial);

    if (count > 0)
        memcpy(trial->sorted, trial->sample->values + trial->from, count * sizeof(double));
    baseline_sort(trial->sorted, count);
    trial->baseline = baseline_of_sorted(trial->sorted, count, isnan(value) ? 0 : value);
}

/* Right after a change point the new stretch is too short for a baseline. A value out of line with
 * the stretch before it too can be judged all the same. */
static void find_baseline(struct trial *trial)
{
    const struct rule_sample *sample = trial->sample;

    find_row(trial, sample->stretch);
    measure_baseline(trial);
    trial->judgement->baseline = trial->baseline;
    if (baseline_count(trial) >= BASELINE_MIN_RUNS || sample->stretch == 0)
        return;
    trial->wide = true;
    find_row(trial, 0);
    measure_baseline(trial);
}

static void prepare(struct bench *bench, struct trial *trial)
{
    const struct rule_sample *sample = trial->sample;
    size_t reach;

    trial->rule = (struct row_rule){.quantiles = bench->quantiles,
                                    .threshold = sample->threshold,
                                    .direction = sample->direction};
    *trial->judgement = (struct judgement){.deviation = DEVIATION_UNDECIDABLE,
                                           .judged = sample->value,
                                           .percent = NAN,
                                           .least_percent = NAN,
                                           .pvalue = NAN};
    find_baseline(trial);
    trial->judgement->first = trial->row.start;
    trial->tested = !isnan(sample->value) && baseline_count(trial) >= BASELINE_MIN_RUNS;
    if (!trial->tested)
        return;
    reach = trial->row.start > 2 * BASELINE_MAX_RUNS ? trial->row.start - 2 * BASELINE_MAX_RUNS : 0;
    trial->own = autocorrelation_of(sample->values + reach, trial->row.start - reach,
                                    trial->baseline.spread);
    autocorrelation_add(&bench->all, trial->own);
}

static struct outlier outlier_of_value(const struct trial *trial, double value, int direction)
{
    const size_t count = baseline_count(trial);

    return outlier_of(trial->sorted, count, value, direction,
                      autocorrelation_stray(trial->coefficient, count));
}

static int worse_direction(const struct trial *trial, double value)
{
    const int direction = trial->sample->direction;

    if (direction == 1 || direction == -1)
        return direction;
    return value >= trial->outlier.median ? 1 : -1;
}

/* In the worse direction of the baseline's mean by more than the threshold? */
static bool is_beyond(const struct trial *trial, double value, int direction)
{
    const double mean = trial->baseline.mean, away = value - mean;

    if (!isfinite(away) || fabs(away) <= trial->sample->threshold / 100 * fabs(mean))
        return false;
    return (direction != 1 && direction != -1) || away * direction > 0;
}

/* Each p-value one-sided: the side is that of the first value. */
static double repeats_pvalue(const struct bench *bench, const struct trial *trial, bool with_first)
{
    const struct rule_sample *sample = trial->sample;
    const int direction = worse_direction(trial, sample->value);
    double pvalues[REPETITION_MOST + 1];
    size_t count = 0;

    if (with_first)
        pvalues[count++] = trial->judgement->pvalue;
    for (size_t i = 0; i < sample->repeat_count && count <= REPETITION_MOST; i++) {
        const struct outlier outlier = outlier_of_value(trial, sample->repeats[i], direction);

        pvalues[count++] = outlier_pvalue(&bench->pool, &outlier);
    }
    return repetition_pvalue(pvalues, count,
                             repetition_shared(count, baseline_count(trial), trial->coefficient));
}

/* A change point was searched for, and autocorrelated noise offers as many more places to find one
 * as its mean has fewer independent values. */
static double change_pvalue(const struct bench *bench, const struct trial *trial)
{
    const double places = (1 + trial->coefficient) / (1 - trial->coefficient);

    return fmin(1, places * repeats_pvalue(bench, trial, true));
}

/* The value is out of line, but no more than the row before it. */
static bool is_older(const struct bench *bench, const struct trial *trial)
{
    const struct rule_sample *sample = trial->sample;
    const struct row *row = &trial->row;
    const struct baseline *baseline = &trial->baseline;

    if (row->side == 0 || !trial->beyond || (sample->value - baseline->mean) * row->side <= 0)
        return false;
    if (row_worse_side(&trial->rule, baseline, sample->value) == 0 &&
        trial->judgement->pvalue > RULE_SUSPICION * bench->answer.budget)
        return false;
    return !row_exceeded(sample->values + row->start, sample->count - row->start, sample->value,
                         row->side, sample->threshold, row_limit(&trial->rule, baseline));
}

static void test(struct bench *bench, struct trial *trial)
{
    const struct rule_sample *sample = trial->sample;
    struct judgement *judgement = trial->judgement;

    judgement->pvalue = outlier_pvalue(&bench->pool, &trial->outlier);
    trial->beyond = is_beyond(trial, sample->value, sample->direction);
    judgement->deviation = DEVIATION_NONE;
    if (is_older(bench, trial))
        judgement->deviation = DEVIATION_OLDER;
    else if (sample->change && baseline_count(trial) >= CHANGE_RUNS)
        judgement->pvalue = change_pvalue(bench, trial);
}

/* The p-value that takes part in the budget: one below the threshold, or that is not this run's
 * doing, cannot count, so it must not help others to. */
static double shared_pvalue(const struct trial *trial)
{
    const struct judgement *judgement = trial->judgement;

    if (!trial->beyond || trial->sample->excused || judgement->deviation == DEVIATION_OLDER ||
        isnan(judgement->pvalue))
        return 1;
    return judgement->pvalue;
}

static double level_of_all(struct bench *bench, double budget)
{
    size_t count = 0;

    for (size_t i = 0; i < bench->count; i++)
        if (bench->trials[i].tested)
            bench->pvalues[count++] = shared_pvalue(&bench->trials[i]);
    bench->answer.tested = count;
    return error_budget_level(bench->pvalues, count, budget);
}

static void decide(struct trial *trial, double level, double suspicion)
{
    struct judgement *judgement = trial->judgement;

    if (judgement->deviation == DEVIATION_OLDER || !trial->beyond || isnan(judgement->pvalue))
        return;
    if (judgement->pvalue <= level)
        judgement->deviation = DEVIATION_WORSE;
    else if (judgement->pvalue <= suspicion)
        judgement->deviation = DEVIATION_SUSPICIOUS;
    else
        judgement->deviation = DEVIATION_NONE;
}

static bool is_chosen(const struct trial *trial)
{
    const enum deviation deviation = trial->judgement->deviation;

    return deviation == DEVIATION_WORSE || deviation == DEVIATION_SUSPICIOUS;
}

static bool is_repeated(const struct trial *trial)
{
    return is_chosen(trial) && trial->sample->repeat_count > 0 && !trial->sample->change;
}

/* Of the metrics that looked bad, those that were run again are judged by that alone. */
static void judge_repeated(struct bench *bench)
{
    struct rule_answer *answer = &bench->answer;

    for (size_t i = 0; i < bench->count; i++) {
        struct trial *trial = &bench->trials[i];

        if (!is_repeated(trial))
            continue;
        trial->judgement->repeated = true;
        trial->judgement->judged =
            baseline_mean_of(trial->sample->repeats, trial->sample->repeat_count);
        trial->judgement->pvalue = repeats_pvalue(bench, trial, false);
        trial->beyond = is_beyond(trial, trial->judgement->judged,
                                  worse_direction(trial, trial->sample->value));
        bench->pvalues[answer->repeated++] = shared_pvalue(trial);
    }
    if (answer->repeated == 0)
        return;
    answer->repeated_level = error_budget_level(bench->pvalues, answer->repeated, answer->budget);
    for (size_t i = 0; i < bench->count; i++) {
        struct trial *trial = &bench->trials[i];

        if (!trial->judgement->repeated)
            continue;
        trial->judgement->deviation = DEVIATION_NONE;
        decide(trial, answer->repeated_level, RULE_SUSPICION * bench->answer.budget);
    }
}

static void finish(struct bench *bench, struct trial *trial, size_t chosen)
{
    struct judgement *judgement = trial->judgement;

    if (trial->tested && (!trial->wide || judgement->deviation != DEVIATION_NONE)) {
        judgement->baseline = trial->baseline;
        judgement->baseline.limit = outlier_critical(
            &bench->pool, &trial->outlier,
            judgement->repeated ? bench->answer.repeated_level : bench->answer.level);
    } else {
        judgement->deviation = DEVIATION_UNDECIDABLE;
        judgement->pvalue = NAN;
    }
    if (judgement->deviation == DEVIATION_UNDECIDABLE &&
        judgement->baseline.runs < BASELINE_MIN_RUNS)
        judgement->more_runs = BASELINE_MIN_RUNS - judgement->baseline.runs;
    if (judgement->deviation == DEVIATION_SUSPICIOUS)
        judgement->more_runs =
            repetition_needed(judgement->pvalue, bench->answer.budget / (double)chosen,
                              baseline_count(trial), trial->coefficient);
    judgement->percent = baseline_percent(&judgement->baseline, judgement->judged);
    judgement->least_percent =
        baseline_least_percent(&judgement->baseline, trial->sample->threshold);
}

static void fill_pool(struct bench *bench, struct arena *arena)
{
    size_t values = 0;

    for (size_t i = 0; i < bench->count; i++)
        values += baseline_count(&bench->trials[i]);
    outlier_pool_init(&bench->pool, arena, values);
    for (size_t i = 0; i < bench->count; i++) {
        struct trial *trial = &bench->trials[i];

        if (!trial->tested)
            continue;
        trial->coefficient = autocorrelation_coefficient(trial->own, bench->all);
        trial->outlier = outlier_of_value(trial, trial->sample->value, trial->sample->direction);
        outlier_pool_add(&bench->pool, &trial->outlier);
    }
    outlier_pool_close(&bench->pool);
}

static size_t count_chosen(const struct bench *bench)
{
    size_t chosen = 0;

    for (size_t i = 0; i < bench->count; i++)
        chosen += is_chosen(&bench->trials[i]) ? 1 : 0;
    return chosen;
}

static size_t room_for(size_t count)
{
    return 1 + (count < BASELINE_MAX_RUNS ? count : BASELINE_MAX_RUNS);
}

struct rule_answer rule_judge(struct arena *arena, const struct rule_sample *samples, size_t count,
                              double budget, struct judgement *ret_judgements)
{
    struct bench bench = {.trials = ARENA_ARRAY(arena, struct trial, count + 1),
                          .count = count,
                          .budget = RULE_AIM * budget,
                          .pvalues = ARENA_ARRAY(arena, double, count + 1),
                          .answer = {.budget = budget, .repeated_level = NAN}};

    fill_quantiles(&bench);
    for (size_t i = 0; i < count; i++) {
        bench.trials[i].sample = &samples[i];
        bench.trials[i].judgement = &ret_judgements[i];
        bench.trials[i].sorted = ARENA_ARRAY(arena, double, room_for(samples[i].count));
        prepare(&bench, &bench.trials[i]);
    }
    fill_pool(&bench, arena);
    for (size_t i = 0; i < count; i++)
        if (bench.trials[i].tested)
            test(&bench, &bench.trials[i]);
    bench.answer.level = level_of_all(&bench, bench.budget);

    const double suspicion = level_of_all(&bench, RULE_SUSPICION * budget);

    for (size_t i = 0; i < count; i++)
        if (bench.trials[i].tested)
            decide(&bench.trials[i], bench.answer.level, suspicion);
    judge_repeated(&bench);

    const size_t chosen = count_chosen(&bench);

    for (size_t i = 0; i < count; i++)
        finish(&bench, &bench.trials[i], chosen > 0 ? chosen : 1);
    return bench.answer;
}
