/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect_answer.h"
#include "detect_options.h"

/* Lines with different options take turns in most inputs: a few plans are kept. */
enum { PLANS = 8 };

struct kept_plan {
    struct edivisive_options options;
    struct edivisive_plan *plan;
};

struct kept_steady {
    struct steady_options options;
    struct steady_plan *plan;
    struct steady *series;
};

struct detect_engine {
    enum detect_algorithm algorithm;
    bool replay;
    struct kept_steady steady;
    struct edivisive_workspace *workspace;
    struct kept_plan plans[PLANS];
    size_t next; /* to be replaced */
};

struct detect_engine *detect_engine_new(enum detect_algorithm algorithm, bool replay)
{
    struct detect_engine *engine = calloc(1, sizeof *engine);

    if (!engine)
        return NULL;
    engine->algorithm = algorithm;
    engine->replay = replay;
    engine->workspace = edivisive_workspace_new();
    if (!engine->workspace) {
        detect_engine_free(engine);
        return NULL;
    }
    return engine;
}

void detect_engine_free(struct detect_engine *engine)
{
    if (!engine)
        return;
    for (size_t i = 0; i < PLANS; i++)
        edivisive_plan_free(engine->plans[i].plan);
    edivisive_workspace_free(engine->workspace);
    steady_free(engine->steady.series);
    steady_plan_free(engine->steady.plan);
    free(engine);
}

static const struct edivisive_plan *plan_for(struct detect_engine *engine,
                                             const struct edivisive_options *options,
                                             enum analysis_status *ret_status)
{
    struct kept_plan *kept;

    for (size_t i = 0; i < PLANS; i++) {
        kept = &engine->plans[i];
        if (kept->plan && kept->options.window_len == options->window_len &&
            kept->options.max_pvalue == options->max_pvalue &&
            kept->options.min_magnitude == options->min_magnitude)
            return kept->plan;
    }
    kept = &engine->plans[engine->next++ % PLANS];
    edivisive_plan_free(kept->plan);
    kept->options = *options;
    kept->plan = edivisive_plan_new(*options, ret_status);
    return kept->plan;
}

static enum analysis_status run_edivisive(struct detect_engine *engine,
                                          const struct detect_series *series, struct buffer *out)
{
    enum analysis_status status = ANALYSIS_OK;
    const struct edivisive_plan *plan = plan_for(engine, &series->options, &status);
    const struct change_point *points = NULL;
    size_t count = 0;

    if (plan)
        status = edivisive_run(plan, engine->workspace, series->values, series->missing,
                               series->count, series->way, &points, &count);
    if (status == ANALYSIS_OK)
        detect_answer_points(out, series, points, count);
    return status;
}

/* The newest value as a change point: no spread and no test, as Orion shows it. */
static struct change_point newest_point(const struct percent_result *result, size_t index)
{
    const double before = result->mean_before, after = result->value;
    const double forward = before == 0 ? 0 : after / before - 1;
    const double backward = after == 0 ? 0 : before / after - 1;

    return (struct change_point){
        .index = index,
        .mean_before = before,
        .mean_after = after,
        .pvalue = 1,
        .forward_rel_change = forward,
        .backward_rel_change = backward,
        .magnitude = fabs(backward) > fabs(forward) ? fabs(backward) : fabs(forward),
    };
}

static enum analysis_status run_percent(const struct detect_series *series, struct buffer *out)
{
    size_t count = series->count;
    struct percent_result result;
    struct change_point point;
    enum analysis_status status;

    while (series->way == MISSING_DROP && count > 0 && isnan(series->values[count - 1]))
        count--;
    status = percent_run(series->values, count, series->direction, &result);
    if (status != ANALYSIS_OK)
        return status;
    point = newest_point(&result, count - 1);
    detect_answer_points(out, series, &point, result.reported ? 1 : 0);
    return ANALYSIS_OK;
}

/* An empty series with these options, kept from line to line. */
static enum analysis_status steady_for(struct detect_engine *engine,
                                       const struct steady_options *options)
{
    struct kept_steady *const kept = &engine->steady;
    enum analysis_status status = ANALYSIS_OK;

    if (kept->series && detect_steady_options_equal(&kept->options, options)) {
        steady_clear(kept->series);
        return ANALYSIS_OK;
    }
    steady_free(kept->series);
    steady_plan_free(kept->plan);
    *kept = (struct kept_steady){.options = *options};
    kept->plan = steady_plan_new(options, &status);
    kept->series = kept->plan ? steady_new(kept->plan) : NULL;
    return kept->series || !kept->plan ? status : ANALYSIS_NO_MEMORY;
}

static enum analysis_status run_steady(struct detect_engine *engine,
                                       const struct detect_series *series, struct buffer *out)
{
    enum analysis_status status = steady_for(engine, &series->steady);

    for (size_t i = 0; status == ANALYSIS_OK && i < series->count; i++)
        status = steady_append(engine->steady.series, series->values[i]);
    return status == ANALYSIS_OK ? detect_answer_steady(out, series, engine->steady.series)
                                 : status;
}

/* The set that was reported last. */
struct replay {
    const struct detect_series *series;
    struct buffer *out;
    size_t *indexes, count, capacity;
    bool any;
};

/* Room for more indexes behind those of the last set. */
static bool replay_room(struct replay *replay, size_t count)
{
    size_t *indexes;

    if (replay->count + count <= replay->capacity)
        return true;
    replay->capacity = 2 * (replay->count + count);
    indexes = realloc(replay->indexes, replay->capacity * sizeof *indexes);
    if (!indexes)
        return false;
    replay->indexes = indexes;
    return true;
}

/* The set of n values lies behind the last one. It is told if it is another. */
static void replay_tell(struct replay *replay, size_t n, size_t count)
{
    const size_t *const now = replay->indexes + replay->count;

    if (replay->any && count == replay->count &&
        (count == 0 || memcmp(replay->indexes, now, count * sizeof *now) == 0))
        return;
    detect_answer_indexes(replay->out, replay->series, n, now, count);
    if (count)
        memmove(replay->indexes, now, count * sizeof *now);
    replay->count = count;
    replay->any = true;
}

static enum analysis_status replay_steady(struct detect_engine *engine, struct replay *replay)
{
    const struct detect_series *const series = replay->series;
    enum analysis_status status = steady_for(engine, &series->steady);

    for (size_t i = 0; status == ANALYSIS_OK && i < series->count; i++) {
        const struct steady *const steady = engine->steady.series;

        status = steady_append(engine->steady.series, series->values[i]);
        if (status != ANALYSIS_OK || i + 1 < series->from)
            continue;
        if (!replay_room(replay, steady_count(steady)))
            return ANALYSIS_NO_MEMORY;
        for (size_t k = 0; k < steady_count(steady); k++)
            replay->indexes[replay->count + k] = steady_index(steady, k);
        replay_tell(replay, i + 1, steady_count(steady));
    }
    return status;
}

static enum analysis_status replay_edivisive(struct detect_engine *engine, struct replay *replay)
{
    const struct detect_series *const series = replay->series;
    enum analysis_status status = ANALYSIS_OK;
    const struct edivisive_plan *const plan = plan_for(engine, &series->options, &status);

    for (size_t n = series->from; status == ANALYSIS_OK && n <= series->count; n++) {
        const struct change_point *points = NULL;
        size_t count = 0;

        status = edivisive_run(plan, engine->workspace, series->values, series->missing, n,
                               series->way, &points, &count);
        if (status != ANALYSIS_OK)
            return status;
        if (!replay_room(replay, count))
            return ANALYSIS_NO_MEMORY;
        for (size_t k = 0; k < count; k++)
            replay->indexes[replay->count + k] = points[k].index;
        replay_tell(replay, n, count);
    }
    return status;
}

static enum analysis_status run_replay(struct detect_engine *engine,
                                       const struct detect_series *series, struct buffer *out)
{
    struct replay replay = {.series = series, .out = out};
    const enum analysis_status status = engine->algorithm == DETECT_STEADY
                                            ? replay_steady(engine, &replay)
                                            : replay_edivisive(engine, &replay);

    free(replay.indexes);
    return status;
}

static enum analysis_status run_algorithm(struct detect_engine *engine,
                                          const struct detect_series *series, struct buffer *out)
{
    if (engine->replay)
        return run_replay(engine, series, out);
    switch (engine->algorithm) {
    case DETECT_PERCENT:
        return run_percent(series, out);
    case DETECT_STEADY:
        return run_steady(engine, series, out);
    case DETECT_EDIVISIVE:
        break;
    }
    return run_edivisive(engine, series, out);
}

static bool answer(struct detect_engine *engine, const struct detect_series *series,
                   struct buffer *out, struct error *err)
{
    enum analysis_status status;

    if (engine->replay && series->from == 0)
        return error_set(err, ERROR_INPUT, "from", "expected a whole number, 1 or more");
    status = run_algorithm(engine, series, out);
    if (status == ANALYSIS_RANGE && engine->algorithm == DETECT_STEADY)
        return error_set(err, ERROR_INPUT, "options", "%s", analysis_status_text(status));
    if (status == ANALYSIS_RANGE)
        return error_set(err, ERROR_INPUT, "values", "expected at least one value");
    if (status != ANALYSIS_OK)
        return error_set(err, ERROR_NO_MEMORY, "values", "%s", analysis_status_text(status));
    if (!buffer_ok(out))
        return error_set(err, ERROR_LIMIT, "values", "the answer is larger than %zu bytes",
                         out->limit);
    return true;
}

bool detect_engine_answer(struct detect_engine *engine, size_t number, const char *text,
                          size_t size, struct buffer *out, struct error *err)
{
    struct detect_series series;
    bool done = detect_series_read(&series, engine->algorithm, text, size, err) &&
                answer(engine, &series, out, err);

    if (!done) {
        char whole[sizeof err->place + sizeof err->text + 8];

        (void)error_within(err, "line %zu", number);
        (void)snprintf(whole, sizeof whole, "%s: %s", err->place, err->text);
        buffer_clear(out);
        detect_answer_error(out, &series, whole);
    }
    detect_series_done(&series);
    return done;
}
