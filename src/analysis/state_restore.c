/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every number is held against what the code that uses it takes for granted, whatever the checksum
 * says; what remains is a state that may be wrong, but is safe. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/edivisive_state.h"
#include "analysis/state_bytes.h"

static const size_t most_values = (size_t)1 << 40;

static struct running_sums get_sums(struct state_reader *reader)
{
    struct running_sums sums;

    sums.first = state_get_double(reader);
    sums.first_low = state_get_double(reader);
    sums.second = state_get_double(reader);
    sums.second_low = state_get_double(reader);
    return sums;
}

static void get_numbers(struct state_reader *reader, struct standing *standing)
{
    struct comparison *numbers = &standing->numbers;

    standing->deferred = state_get_size(reader, 1) == 1;
    if (standing->deferred)
        return;
    numbers->before.mean = state_get_double(reader);
    numbers->after.mean = state_get_double(reader);
    numbers->before.stddev = state_get_double(reader);
    numbers->after.stddev = state_get_double(reader);
    numbers->pvalue = state_get_double(reader);
}

/* The least bytes an element takes bound how many there can be. */
static void *get_array(struct state_reader *reader, size_t size, size_t least_bytes,
                       size_t *ret_count, size_t *ret_capacity)
{
    const size_t count = state_get_size(reader, reader->size / least_bytes);
    void *array = calloc(count + 1, size);

    *ret_count = array ? count : 0;
    *ret_capacity = array ? count + 1 : 0;
    return array;
}

static bool same_bits(double a, double b)
{
    uint64_t a_bits, b_bits;

    memcpy(&a_bits, &a, sizeof a);
    memcpy(&b_bits, &b, sizeof b);
    return a_bits == b_bits;
}

static bool options_agree(struct state_reader *reader, const struct edivisive_options *options)
{
    bool agree = state_get_number(reader) == STATE_VERSION;

    agree &= state_get_number(reader) == (uint64_t)options->window_len;
    agree &= same_bits(state_get_double(reader), options->max_pvalue);
    agree &= same_bits(state_get_double(reader), options->min_magnitude);
    return agree;
}

static void get_front(struct state_reader *reader, struct edivisive_state *state)
{
    struct series_front *front = &state->front;

    front->given = state_get_size(reader, most_values);
    front->n = state_get_size(reader, front->given);
    state->base = state_get_size(reader, front->n);
    front->start.index = state_get_size(reader, front->n);
    reader->failed |= front->start.index < state->base;
    front->scale.origin = state_get_double(reader);
    front->scale.largest = state_get_double(reader);
    front->sums = get_sums(reader);
    front->start.sums = get_sums(reader);
}

static enum analysis_status get_gaps(struct state_reader *reader, struct edivisive_state *state)
{
    const size_t missing = state->front.given - state->front.n;
    struct series_gap last = {0, 0};

    state->gaps =
        get_array(reader, sizeof *state->gaps, 2, &state->front.gap_count, &state->gap_capacity);
    if (!state->gaps)
        return ANALYSIS_NO_MEMORY;
    for (size_t i = 0; i < state->front.gap_count && !reader->failed; i++) {
        const size_t position = last.position + state_get_size(reader, state->front.n);
        const size_t skipped = last.skipped + state_get_size(reader, missing);

        reader->failed |= position >= state->front.n || skipped > missing ||
                          skipped == last.skipped || (i > 0 && position == last.position);
        state->gaps[i] = last = (struct series_gap){position, skipped};
    }
    return ANALYSIS_OK;
}

static size_t get_weak_point(struct state_reader *reader, const struct edivisive_state *state,
                             size_t last, struct weak_entry *entry)
{
    const size_t index = last + state_get_size(reader, state->front.n);
    const size_t inside = state_get_size(reader, state->plan->window - 1);

    reader->failed |= index <= last || index >= state->front.n || inside == 0 || inside > index;
    entry->at.index = index;
    entry->window = index - inside;
    entry->at.sums = get_sums(reader);
    get_numbers(reader, &entry->standing);
    entry->standing.left = last;
    entry->standing.right = state->front.n;
    return index;
}

static enum analysis_status get_weak(struct state_reader *reader, struct edivisive_state *state)
{
    size_t last = 0;

    state->weak =
        get_array(reader, sizeof *state->weak, 35, &state->weak_count, &state->weak_capacity);
    if (!state->weak)
        return ANALYSIS_NO_MEMORY;
    state->front.finished = state_get_size(reader, state->weak_count);
    for (size_t i = 0; i < state->weak_count && !reader->failed; i++) {
        last = get_weak_point(reader, state, last, &state->weak[i]);
        if (i > 0)
            state->weak[i - 1].standing.right = last;
    }
    if (!reader->failed && state->front.finished > 0)
        reader->failed = state->weak[state->front.finished - 1].at.index > state->front.start.index;
    return ANALYSIS_OK;
}

static enum analysis_status get_script(struct state_reader *reader, struct edivisive_state *state,
                                       size_t position)
{
    const size_t count = state_get_size(reader, reader->size / 10);
    void *entries = state->entries;
    const enum analysis_status status = append_reserve(
        &entries, &state->entry_capacity, state->entry_count + count, sizeof *state->entries);

    state->entries = entries;
    for (size_t i = 0; i < count && status == ANALYSIS_OK; i++) {
        struct script_entry *entry = &state->entries[state->entry_count++];

        entry->key = state_get_double(reader);
        entry->next = state_get_size(reader, 1) == 1;
        entry->left = state_get_size(reader, position) - 1;
    }
    return status;
}

static enum analysis_status get_kept(struct state_reader *reader, struct edivisive_state *state)
{
    enum analysis_status status = ANALYSIS_OK;

    state->kept =
        get_array(reader, sizeof *state->kept, 5, &state->kept_count, &state->kept_capacity);
    if (!state->kept)
        return ANALYSIS_NO_MEMORY;
    for (size_t i = 0; i < state->kept_count && status == ANALYSIS_OK && !reader->failed; i++) {
        struct kept_point *kept = &state->kept[i];
        size_t index, before, after;

        kept->position = state_get_size(reader, state->weak_count);
        kept->script = state->entry_count;
        if (kept->position >= state->weak_count ||
            (i > 0 && kept->position <= state->kept[i - 1].position)) {
            reader->failed = true;
            break;
        }
        index = state->weak[kept->position].at.index;
        before = state_get_size(reader, index);
        after = state_get_size(reader, state->front.n - index);
        reader->failed |= before == 0 || after == 0;
        kept->standing.left = index - before;
        kept->standing.right = index + after;
        get_numbers(reader, &kept->standing);
        status = get_script(reader, state, kept->position);
    }
    return status;
}

static enum analysis_status get_values(struct state_reader *reader, struct edivisive_state *state)
{
    const size_t count = state->front.n - state->base;
    void *values = NULL;
    enum analysis_status status;

    if (count != reader->size / sizeof(double) || reader->size % sizeof(double) != 0)
        reader->failed = true;
    if (reader->failed)
        return ANALYSIS_OK;
    status = append_reserve(&values, &state->value_capacity, count, sizeof(double));
    state->values = values;
    for (size_t i = 0; i < count && status == ANALYSIS_OK; i++) {
        state->values[i] = state_get_double(reader);
        reader->failed |= isnan(state->values[i]);
    }
    return status;
}

typedef enum analysis_status get_part(struct state_reader *reader, struct edivisive_state *state);

static enum analysis_status get_state(struct state_reader *reader, struct edivisive_state *state)
{
    static get_part *const parts[] = {get_gaps, get_weak, get_kept, get_values};
    enum analysis_status status = ANALYSIS_OK;

    if (!options_agree(reader, &state->plan->options))
        return ANALYSIS_RANGE;
    get_front(reader, state);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && status == ANALYSIS_OK; i++)
        status = reader->failed ? ANALYSIS_RANGE : parts[i](reader, state);
    return status == ANALYSIS_OK && reader->failed ? ANALYSIS_RANGE : status;
}

static bool checksum_agrees(const unsigned char *bytes, size_t size)
{
    uint64_t checksum = 0;

    for (size_t i = 0; i < STATE_CHECKSUM; i++)
        checksum |= (uint64_t)bytes[size - STATE_CHECKSUM + i] << 8 * i;
    return checksum == state_checksum(bytes, size - STATE_CHECKSUM);
}

struct edivisive_state *edivisive_state_restore(const struct edivisive_plan *plan,
                                                const unsigned char *bytes, size_t size,
                                                enum analysis_status *ret_status)
{
    struct state_reader reader = {.bytes = bytes};
    struct edivisive_state *state;
    enum analysis_status status;

    if (size < STATE_CHECKSUM || !checksum_agrees(bytes, size)) {
        *ret_status = ANALYSIS_RANGE;
        return NULL;
    }
    reader.size = size - STATE_CHECKSUM;
    state = edivisive_state_new(plan);
    status = state ? get_state(&reader, state) : ANALYSIS_NO_MEMORY;
    if (status == ANALYSIS_OK)
        return state;
    edivisive_state_free(state);
    *ret_status = status;
    return NULL;
}
