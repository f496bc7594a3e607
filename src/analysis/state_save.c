/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "analysis/edivisive_state.h"
#include "analysis/state_bytes.h"

static void put_sums(struct state_writer *writer, const struct running_sums *sums)
{
    state_put_double(writer, sums->first);
    state_put_double(writer, sums->first_low);
    state_put_double(writer, sums->second);
    state_put_double(writer, sums->second_low);
}

static void put_numbers(struct state_writer *writer, const struct standing *standing)
{
    const struct comparison *numbers = &standing->numbers;

    state_put_number(writer, standing->deferred);
    if (standing->deferred)
        return;
    state_put_double(writer, numbers->before.mean);
    state_put_double(writer, numbers->after.mean);
    state_put_double(writer, numbers->before.stddev);
    state_put_double(writer, numbers->after.stddev);
    state_put_double(writer, numbers->pvalue);
}

static void put_front(struct state_writer *writer, const struct series_front *front, size_t base)
{
    state_put_number(writer, front->given);
    state_put_number(writer, front->n);
    state_put_number(writer, base);
    state_put_number(writer, front->start.index);
    state_put_double(writer, front->scale.origin);
    state_put_double(writer, front->scale.largest);
    put_sums(writer, &front->sums);
    put_sums(writer, &front->start.sums);
}

static void put_gaps(struct state_writer *writer, const struct edivisive_state *state)
{
    struct series_gap last = {0, 0};

    state_put_number(writer, state->front.gap_count);
    for (size_t i = 0; i < state->front.gap_count; i++) {
        state_put_number(writer, state->gaps[i].position - last.position);
        state_put_number(writer, state->gaps[i].skipped - last.skipped);
        last = state->gaps[i];
    }
}

static void put_weak(struct state_writer *writer, const struct edivisive_state *state)
{
    size_t last = 0;

    state_put_number(writer, state->weak_count);
    state_put_number(writer, state->front.finished);
    for (size_t i = 0; i < state->weak_count; i++) {
        const struct weak_entry *entry = &state->weak[i];

        state_put_number(writer, entry->at.index - last);
        state_put_number(writer, entry->at.index - entry->window);
        put_sums(writer, &entry->at.sums);
        put_numbers(writer, &entry->standing);
        last = entry->at.index;
    }
}

static void put_script(struct state_writer *writer, const struct edivisive_state *state,
                       size_t begin, size_t end)
{
    state_put_number(writer, end - begin);
    for (size_t i = begin; i < end; i++) {
        const struct script_entry *entry = &state->entries[i];

        state_put_double(writer, entry->key);
        state_put_number(writer, entry->next);
        state_put_number(writer, entry->left + 1); /* 0: none */
    }
}

static void put_kept(struct state_writer *writer, const struct edivisive_state *state)
{
    state_put_number(writer, state->kept_count);
    for (size_t i = 0; i < state->kept_count; i++) {
        const struct kept_point *kept = &state->kept[i];
        const size_t index = state->weak[kept->position].at.index;
        const bool is_last = i + 1 == state->kept_count;

        state_put_number(writer, kept->position);
        state_put_number(writer, index - kept->standing.left);
        state_put_number(writer, kept->standing.right - index);
        put_numbers(writer, &kept->standing);
        put_script(writer, state, kept->script,
                   is_last ? state->entry_count : state->kept[i + 1].script);
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The first value that the next appends may need. */
static size_t saved_from(const struct edivisive_state *state)
{
    const size_t n = state->front.n, window = state->plan->window, kept = state->kept_count;
    const size_t finished = state->front.finished;
    size_t from = least(state->front.start.index, n > window ? n - window : 0);

    from = least(from, kept > 3 ? state->weak[state->kept[kept - 4].position].at.index : 0);
    if (finished > 0) /* its right neighbour may come nearer */
        from = least(from, state->weak[finished - 1].standing.left);
    return from > state->base ? from : state->base;
}

enum analysis_status edivisive_state_save(struct edivisive_state *state, unsigned char **ret_bytes,
                                          size_t *ret_size)
{
    const struct edivisive_options *options = &state->plan->options;
    const size_t base = saved_from(state);
    struct state_writer writer = {.bytes = NULL};
    const struct change_point *points;
    uint64_t checksum;
    size_t count;

    /* What is open is worked out while the values are here; what cannot be stays open. */
    if (edivisive_state_points(state, &points, &count) == ANALYSIS_NO_MEMORY)
        return ANALYSIS_NO_MEMORY;
    state_put_number(&writer, STATE_VERSION);
    state_put_number(&writer, (uint64_t)options->window_len);
    state_put_double(&writer, options->max_pvalue);
    state_put_double(&writer, options->min_magnitude);
    put_front(&writer, &state->front, base);
    put_gaps(&writer, state);
    put_weak(&writer, state);
    put_kept(&writer, state);
    for (size_t place = base; place < state->front.n; place++)
        state_put_double(&writer, state->values[place - state->base]);
    checksum = state_checksum(writer.bytes, writer.size);
    for (int i = 0; i < STATE_CHECKSUM; i++)
        state_put_byte(&writer, (unsigned char)(checksum >> 8 * i));
    if (writer.failed) {
        free(writer.bytes);
        return ANALYSIS_NO_MEMORY;
    }
    *ret_bytes = writer.bytes;
    *ret_size = writer.size;
    return ANALYSIS_OK;
}
