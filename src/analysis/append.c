/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/append.h"

#include <stdlib.h>

#include "analysis/workspace.h"

void append_scratch_done(struct append_scratch *scratch)
{
    free(scratch->fresh);
    script_scratch_done(&scratch->script);
    *scratch = (struct append_scratch){.capacity = 0};
}

enum analysis_status append_reserve(void **block, size_t *capacity, size_t count, size_t size)
{
    const size_t wanted = count + count / 2 + 4;
    void *grown;

    if (count <= *capacity)
        return ANALYSIS_OK;
    if (wanted > SIZE_MAX / 2 / size)
        return ANALYSIS_NO_MEMORY;
    grown = realloc(*block, wanted * size);
    if (!grown)
        return ANALYSIS_NO_MEMORY;
    *block = grown;
    *capacity = wanted;
    return ANALYSIS_OK;
}

/* One update on its way. */
struct update {
    struct edivisive_state *state;
    struct edivisive_workspace *workspace;
    struct append_scratch *scratch;
    struct series_front next;
    struct weak_list list;
    struct border cursor; /* where the sums were last worked out */
    struct judge judge;
};

static double value_at(const struct update *update, size_t place)
{
    return update->state->values[place - update->state->base];
}

static const struct border *cursor_to(struct update *update, size_t place)
{
    struct border *cursor = &update->cursor;

    for (; cursor->index < place; cursor->index++)
        running_sums_add(&cursor->sums,
                         value_at(update, cursor->index) - update->next.scale.origin);
    return cursor;
}

/* What the state knows of the weak point at this position, if it is the same one. */
static const struct weak_entry *known(const struct update *update, size_t position, size_t index)
{
    const struct edivisive_state *state = update->state;

    return position < state->weak_count && state->weak[position].at.index == index
               ? &state->weak[position]
               : NULL;
}

static enum analysis_status stage(struct update *update, size_t index, size_t window)
{
    struct append_scratch *scratch = update->scratch;
    const struct weak_entry *old = known(update, update->list.from + scratch->count, index);
    enum analysis_status status;
    void *fresh = scratch->fresh;

    status = append_reserve(&fresh, &scratch->capacity, scratch->count + 1, sizeof *scratch->fresh);
    scratch->fresh = fresh;
    if (status != ANALYSIS_OK)
        return status;
    if (old && old->at.index >= update->cursor.index)
        update->cursor = old->at;
    scratch->fresh[scratch->count++] =
        (struct weak_entry){.at = *cursor_to(update, index), .window = window};
    return ANALYSIS_OK;
}

/* The windows from the first one on that has not been full yet (edivisive.c has the rule). */
static enum analysis_status search_open_windows(struct update *update)
{
    const struct edivisive_plan *plan = update->state->plan;
    struct window_scratch *window = &update->workspace->window;
    const size_t n = update->next.n;
    enum analysis_status status = ANALYSIS_OK;

    for (size_t start = update->next.start.index; start < n && status == ANALYSIS_OK;) {
        const size_t width = n - start < plan->window ? n - start : plan->window;
        const size_t cuts = window_search(
            plan, window, update->state->values + (start - update->state->base), width);
        const size_t last = cuts ? window->starts[cuts] : 0;

        for (size_t i = 1; i <= cuts && status == ANALYSIS_OK; i++)
            status = stage(update, start + window->starts[i], start);
        start += last > plan->step ? last : plan->step;
        if (width < plan->window)
            continue;
        update->next.start = *cursor_to(update, start);
        update->next.finished = update->list.from + update->scratch->count;
    }
    return status;
}

/* Begins the staged list with the last weak point of the finished windows: its right neighbour may
 * be another one now. */
static enum analysis_status stage_all(struct update *update)
{
    const size_t finished = update->next.finished;
    const struct weak_entry *old = update->state->weak;
    enum analysis_status status = ANALYSIS_OK;

    update->scratch->count = 0;
    update->cursor = (struct border){.index = 0};
    update->list.from = finished > 0 ? finished - 1 : 0;
    if (finished > 0)
        status = stage(update, old[finished - 1].at.index, old[finished - 1].window);
    if (status != ANALYSIS_OK)
        return status;
    if (update->next.start.index >= update->cursor.index)
        update->cursor = update->next.start;
    status = search_open_windows(update);
    update->list.old = old;
    update->list.fresh = update->scratch->fresh;
    update->list.count = update->list.from + update->scratch->count;
    return status;
}

/* Compares what is staged. */
static enum analysis_status compare_staged(struct update *update)
{
    const struct weak_list *list = &update->list;
    struct judge *judge = &update->judge;

    for (size_t i = 0; i < update->scratch->count; i++) {
        const size_t position = list->from + i;
        struct weak_entry *entry = &update->scratch->fresh[i];
        const struct border *left = position > 0 ? &weak_at(list, position - 1)->at : &judge->begin;
        const struct border *right =
            position + 1 < list->count ? &weak_at(list, position + 1)->at : &judge->end;
        const struct weak_entry *old = known(update, position, entry->at.index);

        if (old && old->standing.left == left->index && old->standing.right == right->index)
            entry->standing = old->standing;
        else if (!judge_point(judge, left, &entry->at, right, &entry->standing))
            return ANALYSIS_NO_VALUES;
    }
    return ANALYSIS_OK;
}

static size_t script_end(const struct edivisive_state *state, size_t rank)
{
    return rank + 1 < state->kept_count ? state->kept[rank + 1].script : state->entry_count;
}

/* Merges from the last kept point that may stand; *ret_left of them stay as they are, and the one
 * after those was the barrier. */
static enum analysis_status merge_again(struct update *update, size_t *ret_left)
{
    struct edivisive_state *state = update->state;
    size_t same = update->list.from, rank = state->kept_count;

    while (same < update->list.count && known(update, same, weak_at(&update->list, same)->at.index))
        same++;
    while (rank > 0 && state->kept[rank - 1].position >= same)
        rank--;
    for (;; rank--) {
        const struct kept_point *barrier = rank > 0 ? &state->kept[rank - 1] : NULL;
        const size_t script = barrier ? barrier->script : 0;
        const size_t entries = barrier ? script_end(state, rank - 1) - script : 0;
        const enum script_outcome outcome =
            script_merge(&update->scratch->script, &update->judge, &update->list, barrier,
                         entries > 0 ? state->entries + script : NULL, entries);

        *ret_left = rank;
        if (outcome == SCRIPT_MERGED)
            return ANALYSIS_OK;
        if (outcome != SCRIPT_BARRIER_FELL)
            return outcome == SCRIPT_NO_MEMORY ? ANALYSIS_NO_MEMORY : ANALYSIS_NO_VALUES;
    }
}

static enum analysis_status reserve_result(struct edivisive_state *state,
                                           const struct update *update, size_t left)
{
    const struct script_scratch *script = &update->scratch->script;
    void *weak = state->weak, *kept = state->kept, *entries = state->entries;
    enum analysis_status status;

    status = append_reserve(&weak, &state->weak_capacity, update->list.count, sizeof *state->weak);
    state->weak = weak;
    if (status == ANALYSIS_OK)
        status = append_reserve(&kept, &state->kept_capacity, left + script->kept_count,
                                sizeof *state->kept);
    state->kept = kept;
    if (status == ANALYSIS_OK)
        status = append_reserve(&entries, &state->entry_capacity,
                                state->entry_count + script->entry_count, sizeof *state->entries);
    state->entries = entries;
    return status;
}

static void take_result(struct edivisive_state *state, const struct update *update, size_t left)
{
    const struct script_scratch *script = &update->scratch->script;
    const size_t barrier = left > 0 ? 1 : 0;
    /* The barrier's own script stands in both. */
    const size_t own = barrier ? script_end(state, left - 1) - state->kept[left - 1].script : 0;
    const size_t end = barrier ? script_end(state, left - 1) : 0;

    for (size_t i = 0; i < update->scratch->count; i++)
        state->weak[update->list.from + i] = update->scratch->fresh[i];
    state->weak_count = update->list.count;
    if (barrier)
        state->kept[left - 1].standing = script->kept[0].standing;
    state->kept_count = left;
    for (size_t i = barrier; i < script->kept_count; i++) {
        state->kept[state->kept_count] = script->kept[i];
        state->kept[state->kept_count++].script = end + (script->kept[i].script - own);
    }
    for (size_t i = own; i < script->entry_count; i++)
        state->entries[end + (i - own)] = script->entries[i];
    state->entry_count = end + (script->entry_count - own);
    state->front = update->next;
}

enum analysis_status append_update(struct edivisive_state *state,
                                   struct edivisive_workspace *workspace, struct series_front next)
{
    struct update update = {state, workspace, &workspace->append, .next = next};
    size_t left = 0;
    enum analysis_status status =
        window_scratch_reserve(&workspace->window, state->plan, state->plan->window);

    if (status == ANALYSIS_OK)
        status = stage_all(&update);
    if (status != ANALYSIS_OK)
        return status;
    update.judge = (struct judge){
        .plan = state->plan,
        .values = state->values,
        .base = state->base,
        .memo = &state->memo,
        .end = {next.n, next.sums},
        .scale = next.scale,
    };
    status = compare_staged(&update);
    if (status == ANALYSIS_OK)
        status = merge_again(&update, &left);
    if (status == ANALYSIS_OK)
        status = reserve_result(state, &update, left);
    if (status == ANALYSIS_OK)
        take_result(state, &update, left);
    return status;
}
