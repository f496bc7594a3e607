/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/replay.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/append.h"
#include "analysis/edivisive_state.h"

struct replay {
    struct replay_engines engines;
    enum replay_algorithm algorithm;
    int direction;
    struct edivisive_state *edivisive;
    struct steady *steady;
    unsigned char *saved; /* of steady, at the mark */
    size_t saved_size, marked;
    double *values; /* of percent */
    size_t value_capacity, length;
    struct replay_point *points;
    size_t count, capacity;
};

struct replay *replay_new(const struct replay_engines *engines, enum replay_algorithm algorithm,
                          int direction)
{
    struct replay *replay = calloc(1, sizeof *replay);

    if (!replay)
        return NULL;
    replay->engines = *engines;
    replay->algorithm = algorithm;
    replay->direction = direction;
    if (algorithm == REPLAY_EDIVISIVE)
        replay->edivisive = edivisive_state_new(engines->edivisive);
    if (algorithm == REPLAY_STEADY)
        replay->steady = steady_new(engines->steady);
    if ((algorithm == REPLAY_EDIVISIVE && !replay->edivisive) ||
        (algorithm == REPLAY_STEADY && !replay->steady)) {
        replay_free(replay);
        return NULL;
    }
    return replay;
}

void replay_free(struct replay *replay)
{
    if (!replay)
        return;
    edivisive_state_free(replay->edivisive);
    steady_free(replay->steady);
    free(replay->saved);
    free(replay->values);
    free(replay->points);
    free(replay);
}

enum analysis_status replay_clear(struct replay *replay)
{
    if (replay->steady)
        steady_clear(replay->steady);
    replay->length = 0;
    replay->count = 0;
    if (replay->edivisive)
        return edivisive_state_rewind(replay->edivisive, replay->engines.workspace, 0);
    return ANALYSIS_OK;
}

/* Of the size of the level before. */
static double percent_of(double before, double after)
{
    const double difference = after - before;

    if (before == 0)
        return difference > 0 ? INFINITY : difference < 0 ? -INFINITY : 0;
    return difference / fabs(before) * 100;
}

static enum analysis_status add(struct replay *replay, size_t index, double before, double after)
{
    const double percent = percent_of(before, after);
    void *block = replay->points;
    const enum analysis_status status =
        append_reserve(&block, &replay->capacity, replay->count + 1, sizeof *replay->points);

    replay->points = block;
    if (status == ANALYSIS_OK && percent * replay->direction >= 0)
        replay->points[replay->count++] = (struct replay_point){index, percent};
    return status;
}

static enum analysis_status look_edivisive(struct replay *replay)
{
    const struct change_point *points = NULL;
    size_t count = 0;
    enum analysis_status status = ANALYSIS_OK;

    if (edivisive_state_count(replay->edivisive) > 0)
        status = edivisive_state_points(replay->edivisive, &points, &count);
    for (size_t i = 0; status == ANALYSIS_OK && i < count; i++)
        status = add(replay, points[i].index, points[i].mean_before, points[i].mean_after);
    return status;
}

static enum analysis_status look_steady(struct replay *replay)
{
    const struct steady_point *points = NULL;
    size_t count = 0;
    enum analysis_status status = ANALYSIS_OK;

    if (steady_count(replay->steady) > 0)
        status = steady_report(replay->steady, &points, &count);
    for (size_t i = 0; status == ANALYSIS_OK && i < count; i++)
        status = add(replay, points[i].index, points[i].before, points[i].after);
    return status;
}

static enum analysis_status look_percent(struct replay *replay)
{
    struct percent_result result;
    const enum analysis_status status =
        percent_run(replay->values, replay->length, replay->direction, &result);

    if (status != ANALYSIS_OK || !result.reported)
        return status;
    return add(replay, replay->length - 1, result.mean_before, result.value);
}

static enum analysis_status look(struct replay *replay)
{
    replay->count = 0;
    if (replay->length == 0)
        return ANALYSIS_OK;
    switch (replay->algorithm) {
    case REPLAY_EDIVISIVE:
        return look_edivisive(replay);
    case REPLAY_STEADY:
        return look_steady(replay);
    case REPLAY_PERCENT:
        break;
    }
    return look_percent(replay);
}

static enum analysis_status keep_value(struct replay *replay, double value)
{
    void *block = replay->values;
    const enum analysis_status status =
        append_reserve(&block, &replay->value_capacity, replay->length + 1, sizeof *replay->values);

    replay->values = block;
    if (status == ANALYSIS_OK)
        replay->values[replay->length] = value;
    return status;
}

enum analysis_status replay_append(struct replay *replay, double value)
{
    enum analysis_status status;

    if (replay->edivisive)
        status = edivisive_state_append(replay->edivisive, replay->engines.workspace, &value, 1);
    else if (replay->steady)
        status = steady_append(replay->steady, value);
    else
        status = keep_value(replay, value);
    if (status != ANALYSIS_OK)
        return status;
    replay->length++;
    return look(replay);
}

size_t replay_length(const struct replay *replay)
{
    return replay->length;
}

const struct replay_point *replay_points(const struct replay *replay, size_t *ret_count)
{
    *ret_count = replay->count;
    return replay->points;
}

enum analysis_status replay_mark(struct replay *replay)
{
    unsigned char *bytes = NULL;
    size_t size = 0;

    if (replay->steady) {
        const enum analysis_status status = steady_save(replay->steady, &bytes, &size);

        if (status != ANALYSIS_OK)
            return status;
        free(replay->saved);
        replay->saved = bytes;
        replay->saved_size = size;
    }
    replay->marked = replay->length;
    return ANALYSIS_OK;
}

enum analysis_status replay_return(struct replay *replay)
{
    enum analysis_status status = ANALYSIS_OK;

    if (replay->edivisive)
        status =
            edivisive_state_rewind(replay->edivisive, replay->engines.workspace, replay->marked);
    if (replay->steady && replay->saved) {
        struct steady *restored =
            steady_restore(replay->engines.steady, replay->saved, replay->saved_size, &status);

        if (!restored)
            return status;
        steady_free(replay->steady);
        replay->steady = restored;
    }
    if (status != ANALYSIS_OK)
        return status;
    replay->length = replay->marked;
    return look(replay);
}
