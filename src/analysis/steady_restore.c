/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "analysis/steady_bytes.h"

static void get_carried(struct state_reader *reader, struct steady_carried *carried)
{
    carried->sd = state_get_double(reader);
    carried->df = state_get_double(reader);
    carried->lag = state_get_double(reader);
    carried->square = state_get_double(reader);
}

static bool head_good(struct state_reader *reader, const struct steady_options *options)
{
    double wanted[STEADY_OPTIONS];

    if (state_get_number(reader) != STEADY_VERSION)
        return false;
    steady_bytes_options(options, wanted);
    for (size_t i = 0; i < STEADY_OPTIONS; i++)
        if (!(state_get_double(reader) == wanted[i]))
            return false;
    return !reader->failed;
}

static void get_counters(struct state_reader *reader, struct steady *steady)
{
    steady->seen = state_get_size(reader, STEADY_COUNT_MOST);
    steady->count = state_get_size(reader, steady->seen);
    steady->kept = state_get_size(reader, steady->count);
    steady->record = state_get_double(reader);
    steady->run = state_get_double(reader);
    get_carried(reader, &steady->carried);
}

/* Each takes more bytes than 48, so what is read cannot ask for more memory than it is worth. */
static size_t count_of(struct state_reader *reader)
{
    return state_get_size(reader, reader->size / 48);
}

static bool get_point(struct state_reader *reader, const struct steady *steady,
                      struct steady_point *point)
{
    *point = (struct steady_point){.index = state_get_size(reader, steady->seen)};
    point->first = point->index - state_get_size(reader, point->index);
    point->last = point->index + state_get_size(reader, steady->seen - point->index);
    point->seen_at = state_get_size(reader, steady->seen);
    point->settled = state_get_size(reader, 1) == 1;
    point->before = state_get_double(reader);
    point->after = state_get_double(reader);
    point->difference = point->after - point->before;
    point->least = state_get_double(reader);
    point->most = state_get_double(reader);
    point->deviation = state_get_double(reader);
    point->rho = state_get_double(reader);
    point->points_before = state_get_size(reader, steady->seen);
    point->points_after = state_get_size(reader, steady->seen);
    point->evidence = state_get_double(reader);
    return !reader->failed && point->index < steady->seen;
}

static bool get_finals(struct state_reader *reader, struct steady *steady)
{
    size_t count = count_of(reader);

    if (reader->failed || !steady_reserve(steady, 0, count + 1, 0))
        return false;
    for (; count--; steady->final_count++)
        if (!get_point(reader, steady, &steady->finals[steady->final_count]))
            return false;
    steady->past.place = state_get_size(reader, steady->count);
    steady->past.slight = state_get_size(reader, 1) == 1;
    steady->past.base = state_get_double(reader);
    return !reader->failed;
}

static bool get_faded(struct state_reader *reader, struct steady *steady)
{
    size_t count = count_of(reader);

    if (reader->failed || !steady_reserve_faded(steady, count))
        return false;
    for (; count--; steady->faded_count++) {
        struct steady_point *const point = &steady->faded[steady->faded_count];

        if (!get_point(reader, steady, point))
            return false;
        point->faded_at = state_get_size(reader, steady->seen);
        if (point->faded_at <= point->index || point->faded_at >= steady->seen)
            return false;
    }
    return !reader->failed;
}

/* Whatever indexes follow from these stay within the values that are held. */
static bool change_good(const struct steady *steady, size_t index)
{
    const struct steady_options *const o = &steady->plan->options;
    const struct steady_change *const it = &steady->changes[index];
    const size_t begin = steady_begin(steady, index), hold = (size_t)o->hold;

    return it->first >= begin + (size_t)o->least && it->place >= begin + 2 &&
           it->place + hold >= it->first && it->place <= it->first + hold &&
           it->place + 2 <= steady->count && it->born > it->first && it->born <= steady->count;
}

static bool get_change(struct state_reader *reader, struct steady *steady)
{
    const size_t index = steady->change_count;
    struct steady_change *const change = &steady->changes[index];
    const size_t window = (size_t)steady->plan->options.window;
    size_t flags;

    *change = (struct steady_change){.place = state_get_size(reader, steady->count)};
    change->first = state_get_size(reader, steady->count);
    change->born = state_get_size(reader, steady->count);
    flags = state_get_size(reader, 3);
    change->settled = flags & 1;
    change->slight = flags & 2;
    get_carried(reader, &change->carried);
    change->size = state_get_double(reader);
    change->unchanged = state_get_double(reader);
    change->base = state_get_double(reader);
    change->llr = state_get_double(reader);
    change->last = state_get_double(reader);
    change->peak = state_get_double(reader);
    if (reader->failed || !change_good(steady, index))
        return false;
    change->n = change->first - steady_begin(steady, index);
    change->n = change->n < window ? change->n : window;
    steady->change_count++;
    return true;
}

static bool get_values(struct state_reader *reader, struct steady *steady)
{
    const size_t held = steady->count - steady->kept;
    size_t next = 0;

    if (held > reader->size / 9 || !steady_reserve(steady, held, 0, 0))
        return false;
    for (size_t i = 0; i < held; i++) {
        const size_t where = next + state_get_size(reader, steady->seen);

        steady->where[i] = where;
        steady->values[i] = state_get_double(reader);
        if (reader->failed || where >= steady->seen || where < steady->kept + i ||
            !isfinite(steady->values[i]))
            return false;
        next = where + 1;
    }
    return reader->size == 0 && steady->kept <= steady_needed(steady);
}

static bool content_good(struct state_reader *reader, struct steady *steady)
{
    size_t count;

    get_counters(reader, steady);
    if (reader->failed || !get_finals(reader, steady) || !get_faded(reader, steady))
        return false;
    count = count_of(reader);
    if (reader->failed || !steady_reserve(steady, 0, 0, count + 1))
        return false;
    while (count--)
        if (!get_change(reader, steady))
            return false;
    return get_values(reader, steady);
}

static bool checksum_good(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 0;

    if (size < STEADY_CHECKSUM)
        return false;
    for (size_t i = 0; i < STEADY_CHECKSUM; i++)
        sum |= (uint64_t)bytes[size - STEADY_CHECKSUM + i] << 8 * i;
    return state_checksum(bytes, size - STEADY_CHECKSUM) == sum;
}

struct steady *steady_restore(const struct steady_plan *plan, const unsigned char *bytes,
                              size_t size, enum analysis_status *ret_status)
{
    struct state_reader reader = {.bytes = bytes, .size = size - STEADY_CHECKSUM};
    struct steady *steady;

    if (!checksum_good(bytes, size) || !head_good(&reader, &plan->options)) {
        *ret_status = ANALYSIS_RANGE;
        return NULL;
    }
    steady = steady_new(plan);
    if (!steady) {
        *ret_status = ANALYSIS_NO_MEMORY;
        return NULL;
    }
    if (!content_good(&reader, steady)) {
        *ret_status = ANALYSIS_RANGE;
        steady_free(steady);
        return NULL;
    }
    steady->start = steady_begin(steady, steady->change_count);
    for (size_t i = 0; i < steady->change_count; i++)
        steady_change_level(steady, &steady->changes[i], steady->sorted);
    steady_places_restart(steady);
    return steady;
}
