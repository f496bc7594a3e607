/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/engine.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/edivisive_state.h"

/* An algorithm as a table of operations on its state. */
struct engine_kind {
    const char *algorithm;
    size_t least; /* points for which a state is kept */
    void *(*fresh)(const struct engine *engine);
    void *(*restore)(const struct engine *engine, const struct series_state *saved,
                     enum analysis_status *ret_status);
    void (*release)(const struct engine *engine, void *state);
    size_t (*length)(const void *state); /* points it has seen */
    enum analysis_status (*append)(const struct engine *engine, void *state, const double *values,
                                   size_t count);
    enum analysis_status (*save)(void *state, unsigned char **ret_bytes, size_t *ret_size);
    enum analysis_status (*points)(const struct engine *engine, void *state,
                                   const void **ret_points, size_t *ret_count);
};

static void *arena_copy(struct arena *arena, const void *bytes, size_t count, size_t size)
{
    unsigned char *copy = ARENA_ARRAY(arena, unsigned char, count *size + 1);

    if (count > 0)
        memcpy(copy, bytes, count * size);
    return copy;
}

static void *edivisive_fresh(const struct engine *engine)
{
    return edivisive_state_new(engine->plan);
}

static void *edivisive_restored(const struct engine *engine, const struct series_state *saved,
                                enum analysis_status *ret_status)
{
    return edivisive_state_restore(engine->plan, saved->bytes, saved->size, ret_status);
}

static void edivisive_release(const struct engine *engine, void *state)
{
    (void)engine;
    edivisive_state_free(state);
}

static size_t edivisive_length(const void *state)
{
    return edivisive_state_length(state);
}

static enum analysis_status edivisive_append(const struct engine *engine, void *state,
                                             const double *values, size_t count)
{
    return edivisive_state_append(state, engine->workspace, values, count);
}

static enum analysis_status edivisive_save(void *state, unsigned char **ret_bytes, size_t *ret_size)
{
    return edivisive_state_save(state, ret_bytes, ret_size);
}

static enum analysis_status edivisive_points(const struct engine *engine, void *state,
                                             const void **ret_points, size_t *ret_count)
{
    const struct change_point *points;
    const enum analysis_status status = edivisive_state_points(state, &points, ret_count);

    if (status == ANALYSIS_OK)
        *ret_points = arena_copy(engine->arena, points, *ret_count, sizeof *points);
    return status;
}

static const struct engine_kind edivisive_kind = {
    .algorithm = ALGORITHM_EDIVISIVE,
    .least = ENGINE_EDIVISIVE_LEAST,
    .fresh = edivisive_fresh,
    .restore = edivisive_restored,
    .release = edivisive_release,
    .length = edivisive_length,
    .append = edivisive_append,
    .save = edivisive_save,
    .points = edivisive_points,
};

static void *steady_fresh(const struct engine *engine)
{
    steady_clear(engine->steady);
    return engine->steady;
}

static void *steady_restored(const struct engine *engine, const struct series_state *saved,
                             enum analysis_status *ret_status)
{
    return steady_restore(engine->steady_plan, saved->bytes, saved->size, ret_status);
}

static void steady_release(const struct engine *engine, void *state)
{
    if (state != engine->steady)
        steady_free(state);
}

static size_t steady_seen(const void *state)
{
    return steady_length(state);
}

static enum analysis_status steady_append_all(const struct engine *engine, void *state,
                                              const double *values, size_t count)
{
    enum analysis_status status = ANALYSIS_OK;

    (void)engine;
    for (size_t i = 0; i < count && status == ANALYSIS_OK; i++)
        status = steady_append(state, values[i]);
    return status;
}

static enum analysis_status steady_saved(void *state, unsigned char **ret_bytes, size_t *ret_size)
{
    return steady_save(state, ret_bytes, ret_size);
}

static enum analysis_status steady_points(const struct engine *engine, void *state,
                                          const void **ret_points, size_t *ret_count)
{
    const struct steady_point *points;
    const enum analysis_status status = steady_report(state, &points, ret_count);

    if (status == ANALYSIS_OK)
        *ret_points = arena_copy(engine->arena, points, *ret_count, sizeof *points);
    return status;
}

static const struct engine_kind steady_kind = {
    .algorithm = ALGORITHM_STEADY,
    .least = ENGINE_STEADY_LEAST,
    .fresh = steady_fresh,
    .restore = steady_restored,
    .release = steady_release,
    .length = steady_seen,
    .append = steady_append_all,
    .save = steady_saved,
    .points = steady_points,
};

static size_t place_of(const struct engine_kind *kind, size_t count)
{
    return count < kind->least
               ? 0
               : (count - ENGINE_STATE_BEHIND) / ENGINE_STATE_EVERY * ENGINE_STATE_EVERY;
}

size_t engine_state_points(const char *algorithm, size_t count)
{
    return place_of(strcmp(algorithm, ALGORITHM_STEADY) == 0 ? &steady_kind : &edivisive_kind,
                    count);
}

/* Finalizer of MurmurHash3 (Appleby 2011) over the words so far and the next one. */
static uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 33;
}

static int64_t hash_points(const struct engine_series *series, size_t count)
{
    uint64_t hash = count;

    for (size_t i = 0; i < count; i++) {
        uint64_t bits;

        memcpy(&bits, &series->values[i], sizeof bits);
        hash = mixed(hash, (uint64_t)series->runs[series->rows[i]].run_id);
        hash = mixed(hash, bits);
    }
    return (int64_t)hash;
}

static struct series_state state_of(const struct engine_kind *kind,
                                    const struct engine_series *series, size_t count)
{
    const struct history_run *last = &series->runs[series->rows[count - 1]];

    return (struct series_state){.series_id = series->series_id,
                                 .algorithm = kind->algorithm,
                                 .points = (int64_t)count,
                                 .last_run_id = last->run_id,
                                 .last_at = last->at,
                                 .points_hash = hash_points(series, count)};
}

static const struct series_state *find_loaded(const struct engine_states *states,
                                              const char *algorithm, int64_t series_id)
{
    size_t low = 0, high = states->loaded_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct series_state *state = &states->loaded[middle];

        if (state->series_id < series_id ||
            (state->series_id == series_id && strcmp(state->algorithm, algorithm) < 0))
            low = middle + 1;
        else
            high = middle;
    }

    if (low == states->loaded_count || states->loaded[low].series_id != series_id ||
        strcmp(states->loaded[low].algorithm, algorithm) != 0)
        return NULL;
    return &states->loaded[low];
}

/* Whether the series, whose state shall have seen `place` points, begins with those of `saved`. */
static bool fits(const struct series_state *saved, const struct engine_kind *kind,
                 const struct engine_series *series, size_t place)
{
    if (!saved || !saved->bytes || saved->points <= 0 || (uint64_t)saved->points > place)
        return false;

    const struct series_state now = state_of(kind, series, (size_t)saved->points);

    return now.last_run_id == saved->last_run_id && now.last_at == saved->last_at &&
           now.points_hash == saved->points_hash;
}

static void list(struct arena *arena, struct series_state **items, size_t *count, size_t *capacity,
                 struct series_state state)
{
    *items = arena_grow(arena, *items, *count, capacity, sizeof **items);
    (*items)[(*count)++] = state;
}

/* Bytes of the state where it stands. */
static enum analysis_status take_state(const struct engine *engine, const struct engine_kind *kind,
                                       const struct engine_series *series, size_t place,
                                       void *state, struct series_state *ret)
{
    unsigned char *bytes;
    enum analysis_status status;

    *ret = state_of(kind, series, place);
    status = kind->save(state, &bytes, &ret->size);
    if (status != ANALYSIS_OK)
        return status;
    ret->bytes = arena_copy(engine->arena, bytes, ret->size, 1);
    free(bytes);
    return ANALYSIS_OK;
}

struct answer {
    const void *points;
    size_t count;
    struct series_state saved; /* size 0: nothing to save */
};

/* From a state that has seen `seen` points to the answer, by way of the place to save. */
static enum analysis_status go_on(const struct engine *engine, const struct engine_kind *kind,
                                  const struct engine_series *series, void *state, size_t seen,
                                  size_t place, struct answer *ret)
{
    enum analysis_status status = ANALYSIS_OK;

    ret->saved.size = 0;
    if (engine->states && seen < place) {
        status = kind->append(engine, state, series->values + seen, place - seen);
        if (status == ANALYSIS_OK)
            status = take_state(engine, kind, series, place, state, &ret->saved);
        seen = place;
    }
    if (status == ANALYSIS_OK)
        status = kind->append(engine, state, series->values + seen, series->count - seen);
    return status == ANALYSIS_OK ? kind->points(engine, state, &ret->points, &ret->count) : status;
}

static enum analysis_status from_nothing(const struct engine *engine,
                                         const struct engine_kind *kind,
                                         const struct engine_series *series, size_t place,
                                         struct answer *ret)
{
    void *state = kind->fresh(engine);
    enum analysis_status status = ANALYSIS_NO_MEMORY;

    if (state)
        status = go_on(engine, kind, series, state, 0, place, ret);
    kind->release(engine, state);
    return status;
}

/* Anything but ANALYSIS_OK and ANALYSIS_NO_MEMORY: the state is of no use. */
static enum analysis_status from_saved(const struct engine *engine, const struct engine_kind *kind,
                                       const struct engine_series *series,
                                       const struct series_state *saved, size_t place,
                                       struct answer *ret)
{
    enum analysis_status status = ANALYSIS_RANGE;

    if (!fits(saved, kind, series, place))
        return status;

    void *state = kind->restore(engine, saved, &status);

    if (!state)
        return status;
    status = ANALYSIS_RANGE;
    if (kind->length(state) == (size_t)saved->points)
        status = go_on(engine, kind, series, state, (size_t)saved->points, place, ret);
    kind->release(engine, state);
    engine->states->used += status == ANALYSIS_OK ? 1 : 0;
    return status;
}

void engine_forget(const struct engine *engine, const char *algorithm, int64_t series_id)
{
    struct engine_states *states = engine->states;
    const struct series_state *saved = states ? find_loaded(states, algorithm, series_id) : NULL;

    if (saved)
        list(engine->arena, &states->dropped, &states->dropped_count, &states->dropped_capacity,
             *saved);
}

static enum analysis_status run(const struct engine *engine, const struct engine_kind *kind,
                                const struct engine_series *series, struct answer *ret)
{
    const size_t place = place_of(kind, series->count);
    const struct series_state *saved =
        engine->states ? find_loaded(engine->states, kind->algorithm, series->series_id) : NULL;
    enum analysis_status status = from_saved(engine, kind, series, saved, place, ret);

    if (status != ANALYSIS_OK && status != ANALYSIS_NO_MEMORY)
        status = from_nothing(engine, kind, series, place, ret);
    if (status == ANALYSIS_OK && place == 0)
        engine_forget(engine, kind->algorithm, series->series_id);
    if (status == ANALYSIS_OK && ret->saved.size > 0)
        list(engine->arena, &engine->states->saved, &engine->states->saved_count,
             &engine->states->saved_capacity, ret->saved);
    return status;
}

/* Without a state the run in one go is the faster one. */
static enum analysis_status edivisive_whole(const struct engine *engine,
                                            const struct engine_series *series, struct answer *ret)
{
    const struct change_point *points;
    const enum analysis_status status =
        edivisive_run(engine->plan, engine->workspace, series->values, NULL, series->count,
                      MISSING_DROP, &points, &ret->count);

    if (status == ANALYSIS_OK)
        ret->points = arena_copy(engine->arena, points, ret->count, sizeof *points);
    return status;
}

enum analysis_status engine_edivisive(const struct engine *engine,
                                      const struct engine_series *series,
                                      const struct change_point **ret_points, size_t *ret_count)
{
    const bool whole = !engine->states || place_of(&edivisive_kind, series->count) == 0;
    struct answer answer = {.count = 0};
    const enum analysis_status status = whole ? edivisive_whole(engine, series, &answer)
                                              : run(engine, &edivisive_kind, series, &answer);

    if (status != ANALYSIS_OK)
        return status;
    if (whole)
        engine_forget(engine, ALGORITHM_EDIVISIVE, series->series_id);
    *ret_points = answer.points;
    *ret_count = answer.count;
    return ANALYSIS_OK;
}

enum analysis_status engine_steady(const struct engine *engine, const struct engine_series *series,
                                   const struct steady_point **ret_points, size_t *ret_count)
{
    struct answer answer = {.count = 0};
    const enum analysis_status status = run(engine, &steady_kind, series, &answer);

    if (status != ANALYSIS_OK)
        return status;
    *ret_points = answer.points;
    *ret_count = answer.count;
    return ANALYSIS_OK;
}
