/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines with different options take turns in most inputs: a few plans are kept. */
enum { PLANS = 8 };

struct kept_plan {
    struct edivisive_options options;
    struct edivisive_plan *plan;
};

struct detect_engine {
    enum detect_algorithm algorithm;
    struct edivisive_workspace *workspace;
    struct kept_plan plans[PLANS];
    size_t next; /* to be replaced */
};

struct detect_engine *detect_engine_new(enum detect_algorithm algorithm)
{
    struct detect_engine *engine = calloc(1, sizeof *engine);

    if (!engine)
        return NULL;
    engine->algorithm = algorithm;
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

static bool answer(struct detect_engine *engine, const struct detect_series *series,
                   struct buffer *out, struct error *err)
{
    const enum analysis_status status = engine->algorithm == DETECT_PERCENT
                                            ? run_percent(series, out)
                                            : run_edivisive(engine, series, out);

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
