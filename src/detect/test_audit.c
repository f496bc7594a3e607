/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/test_audit.h"

#include <math.h>
#include <string.h>

#include "base/strmap.h"

/* The searches for stretches without a change ask for less than those that tell people: what might
 * be a change, and is none, costs a few values; one that stays in is noise to all that follows. */
#define CUT_PVALUE 0.01
#define CUT_EVIDENCE 4

/* What the series of a test have in common. */
struct audit_work {
    struct detector *detector;
    struct edivisive_plan *edivisive; /* of the cuts, as the two below */
    struct steady_plan *steady_plan;
    struct steady *steady;
    const struct test_history *history;
    const struct audit_options *options;
    double *values; /* of the series at work, gaps left out */
    size_t count;
    size_t *cuts;
    size_t cut_count;
    struct audit_tally total;
};

static bool audit_failed(enum analysis_status status, const char *metric, struct error *err)
{
    return error_set(err, status == ANALYSIS_NO_MEMORY ? ERROR_NO_MEMORY : ERROR_INTERNAL, metric,
                     "%s", analysis_status_text(status));
}

static enum replay_algorithm algorithm_of(const struct history_series *series)
{
    if (strcmp(series->regression_algorithm, ALGORITHM_STEADY) == 0)
        return REPLAY_STEADY;
    if (strcmp(series->regression_algorithm, ALGORITHM_PERCENT) == 0)
        return REPLAY_PERCENT;
    return REPLAY_EDIVISIVE;
}

static void take_values(struct audit_work *work, const struct history_series *series)
{
    work->count = 0;
    for (size_t i = 0; i < work->history->run_count; i++)
        if (isfinite(series->values[i]))
            work->values[work->count++] = series->values[i];
}

static void add_cut(struct audit_work *work, size_t place)
{
    size_t at = work->cut_count;

    while (at > 0 && work->cuts[at - 1] > place)
        at--;
    if (at > 0 && work->cuts[at - 1] == place)
        return;
    memmove(work->cuts + at + 1, work->cuts + at, (work->cut_count - at) * sizeof *work->cuts);
    work->cuts[at] = place;
    work->cut_count++;
}

static enum analysis_status cut_init(struct audit_work *work)
{
    struct edivisive_options edivisive = EDIVISIVE_DEFAULTS;
    struct steady_options steady = STEADY_DEFAULTS;
    enum analysis_status status = ANALYSIS_OK;

    edivisive.max_pvalue = CUT_PVALUE;
    steady.h0 = CUT_EVIDENCE;
    steady.effect = 0;
    work->edivisive = edivisive_plan_new(edivisive, &status);
    work->steady_plan = steady_plan_new(&steady, &status);
    work->steady = work->steady_plan ? steady_new(work->steady_plan) : NULL;
    return work->edivisive && work->steady ? ANALYSIS_OK : ANALYSIS_NO_MEMORY;
}

static void audit_work_done(struct audit_work *work)
{
    edivisive_plan_free(work->edivisive);
    steady_free(work->steady);
    steady_plan_free(work->steady_plan);
    audit_tally_done(&work->total);
}

/* Places of both searches, with hindsight: what either sees is in no stretch. */
static enum analysis_status find_cuts(struct audit_work *work)
{
    const struct change_point *points = NULL;
    size_t count = 0;
    enum analysis_status status =
        edivisive_run(work->edivisive, work->detector->workspace, work->values, NULL, work->count,
                      MISSING_DROP, &points, &count);

    work->cut_count = 0;
    for (size_t i = 0; status == ANALYSIS_OK && i < count; i++)
        add_cut(work, points[i].index);
    steady_clear(work->steady);
    for (size_t i = 0; status == ANALYSIS_OK && i < work->count; i++)
        status = steady_append(work->steady, work->values[i]);
    for (size_t i = 0; status == ANALYSIS_OK && i < steady_count(work->steady); i++)
        add_cut(work, steady_index(work->steady, i));
    return status;
}

/* So that a series' figures do not depend on what stands beside it. */
static uint32_t seed_of(const struct audit_work *work, const struct history_series *series)
{
    const uint64_t hash = name_hash(NAME_HASH_SEED, series->metric, strlen(series->metric));

    return (uint32_t)(hash ^ hash >> 32) + work->options->seed * 2246822519u;
}

static enum analysis_status measure(struct audit_work *work, const struct history_series *series,
                                    struct audit_tally *tally, enum audit_lack *ret_lack)
{
    const struct replay_engines engines = {.edivisive = work->detector->plan,
                                           .workspace = work->detector->workspace,
                                           .steady = work->detector->steady_plan};
    struct replay *replay = replay_new(&engines, algorithm_of(series), series->direction);
    const struct audit_series audited = {.values = work->values,
                                         .n = work->count,
                                         .cuts = work->cuts,
                                         .cut_count = work->cut_count,
                                         .direction = series->direction,
                                         .threshold = series->threshold,
                                         .seed = seed_of(work, series),
                                         .samples = work->options->samples};
    const enum analysis_status status =
        replay ? audit_series_run(replay, &audited, tally, ret_lack) : ANALYSIS_NO_MEMORY;

    replay_free(replay);
    return status;
}

static bool audit_one(struct audit_work *work, size_t index, struct metric_audit *ret,
                      struct error *err)
{
    const struct history_series *series = &work->history->series[index];
    struct audit_tally tally = {.series = 0};
    enum analysis_status status = ANALYSIS_OK;

    take_values(work, series);
    *ret = (struct metric_audit){.series = index, .values = work->count};
    if (work->count > 0)
        status = find_cuts(work);
    if (status == ANALYSIS_OK)
        status = measure(work, series, &tally, &ret->lack);
    if (status == ANALYSIS_OK)
        status = audit_figures_of(&tally, work->options->budget, &ret->figures);
    if (status == ANALYSIS_OK)
        status = audit_tally_add(&work->total, &tally);
    audit_tally_done(&tally);
    return status == ANALYSIS_OK || audit_failed(status, series->metric, err);
}

static bool audit_all(struct audit_work *work, audit_interrupt *interrupt, void *context,
                      struct test_audit *ret, bool *ret_done, struct error *err)
{
    *ret_done = false;
    for (size_t i = 0; i < work->history->series_count; i++) {
        if (interrupt && interrupt(context))
            return true;
        if (!audit_one(work, i, &ret->metrics[i], err))
            return false;
    }
    const enum analysis_status status =
        audit_figures_of(&work->total, work->options->budget, &ret->figures);
    *ret_done = true;
    return status == ANALYSIS_OK || audit_failed(status, work->history->test, err);
}

bool test_audit_make(struct detector *detector, struct arena *arena,
                     const struct test_history *history, const struct audit_options *options,
                     audit_interrupt *interrupt, void *context, struct test_audit *ret,
                     bool *ret_done, struct error *err)
{
    struct audit_work work = {
        .detector = detector,
        .history = history,
        .options = options,
        .values = ARENA_ARRAY(arena, double, history->run_count + 1),
        .cuts = ARENA_ARRAY(arena, size_t, 2 * history->run_count + 2),
    };

    ret->metrics = ARENA_ARRAY(arena, struct metric_audit, history->series_count + 1);
    ret->count = history->series_count;
    const enum analysis_status status = cut_init(&work);
    const bool ok = status == ANALYSIS_OK ? audit_all(&work, interrupt, context, ret, ret_done, err)
                                          : audit_failed(status, history->test, err);

    audit_work_done(&work);
    return ok;
}
