/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_memory.c - what a series keeps: all that an open decision can need, and no more. */
#include <stdlib.h>
#include <string.h>

#include "analysis/steady_state.h"

static size_t minus(size_t a, size_t b)
{
    return a > b ? a - b : 0;
}

size_t steady_begin(const struct steady *steady, size_t change)
{
    if (change)
        return steady->changes[change - 1].place;
    return steady->past.place;
}

void steady_change_level(const struct steady *steady, struct steady_change *change, double *sorted)
{
    const double *const left = steady_from(steady, change->first - change->n);

    memcpy(sorted, left, change->n * sizeof *left);
    steady_sort(sorted, change->n);
    steady_level_make(&change->level, steady->plan, left, sorted, change->n, &change->carried);
}

/* Values after a place that its figures can see. */
static size_t seen_after(const struct steady_options *o)
{
    const size_t profile = (size_t)o->reach + STEADY_PROFILE_SCORES;

    return 2 + (profile > (size_t)o->window ? profile : (size_t)o->window);
}

/* Can it move or be withdrawn? Only the newest can, and what comes after it must go first. */
static bool standing(const struct steady *steady, size_t change)
{
    const struct steady_change *const it = &steady->changes[change];

    for (size_t i = change + 1; i < steady->change_count; i++)
        if (steady->changes[i].settled)
            return true;
    return it->settled && steady->count - it->place > (size_t)steady->plan->options.mature;
}

/* And can its figures still change, by values that come or by what is done to the change after? */
static bool is_final(const struct steady *steady, size_t change)
{
    const struct steady_options *const o = &steady->plan->options;
    const struct steady_change *const it = &steady->changes[change];
    const size_t sight = it->place + seen_after(o);

    if (!standing(steady, change))
        return false;
    if (change + 1 < steady->change_count && standing(steady, change + 1))
        return true;
    if (change + 1 < steady->change_count &&
        steady->changes[change + 1].first < sight + (size_t)o->hold)
        return false;
    return steady->count > sight + (size_t)o->look + (size_t)o->reach;
}

size_t steady_needed(const struct steady *steady)
{
    const struct steady_options *const o = &steady->plan->options;
    const size_t reach = (size_t)o->reach, hold = (size_t)o->hold;
    const size_t tail = (size_t)o->look + 2 * (reach + hold) + (size_t)o->window + 4;
    size_t needed = minus(steady->count, tail);

    for (size_t i = 0; i < steady->change_count; i++) {
        const struct steady_change *const it = &steady->changes[i];
        const size_t begin = steady_begin(steady, i);
        const size_t around = minus(it->first, 2 * hold + reach + 2);
        const size_t left = it->first - it->n, places = around > begin ? around : begin;

        needed = left < needed ? left : needed;
        needed = places < needed ? places : needed;
    }
    return needed;
}

static bool more_faded(struct steady *steady)
{
    const size_t capacity = 2 * steady->faded_capacity + 8;
    struct steady_point *faded;

    if (steady->faded_count < steady->faded_capacity)
        return true;
    faded = realloc(steady->faded, capacity * sizeof *faded);
    if (!faded)
        return false;
    steady->faded = faded;
    steady->faded_capacity = capacity;
    return true;
}

static bool more_finals(struct steady *steady)
{
    const size_t wanted = steady->final_count + steady->change_count;
    struct steady_point *finals;

    if (steady->final_capacity >= wanted)
        return true;
    finals = realloc(steady->finals, 2 * wanted * sizeof *finals);
    if (!finals)
        return false;
    steady->finals = finals;
    steady->final_capacity = 2 * wanted;
    return true;
}

bool steady_put_away(struct steady *steady)
{
    if (!more_finals(steady))
        return false;
    while (steady->change_count && is_final(steady, 0)) {
        const struct steady_change *const first = &steady->changes[0];

        if (!first->slight)
            steady->finals[steady->final_count++] = steady_point_of(steady, 0);
        steady->past = (struct steady_past){first->place, first->base, first->slight};
        memmove(steady->changes, steady->changes + 1,
                --steady->change_count * sizeof *steady->changes);
    }
    if (!steady->change_count)
        steady->newest.known = false;
    return true;
}

static bool more_values(struct steady *steady)
{
    const size_t capacity = steady->capacity ? 2 * steady->capacity : 256;
    double *const values = realloc(steady->values, capacity * sizeof *values);
    size_t *where;

    if (!values)
        return false;
    steady->values = values;
    where = realloc(steady->where, capacity * sizeof *where);
    if (!where)
        return false;
    steady->where = where;
    steady->capacity = capacity;
    return true;
}

static bool room_for_value(struct steady *steady)
{
    const size_t held = steady->count - steady->kept;
    size_t needed;

    if (held < steady->capacity)
        return true;
    if (!steady_put_away(steady))
        return false;
    needed = steady_needed(steady);
    if (2 * (needed - steady->kept) <= held)
        return more_values(steady);
    memmove(steady->values, steady_from(steady, needed),
            (steady->count - needed) * sizeof *steady->values);
    memmove(steady->where, steady->where + (needed - steady->kept),
            (steady->count - needed) * sizeof *steady->where);
    steady->kept = needed;
    return true;
}

bool steady_make_room(struct steady *steady)
{
    if (!room_for_value(steady) || !more_faded(steady))
        return false;
    if (steady->change_count == steady->change_capacity) {
        const size_t capacity = 2 * steady->change_capacity + 8;
        struct steady_change *const changes = realloc(steady->changes, capacity * sizeof *changes);

        if (!changes)
            return false;
        steady->changes = changes;
        steady->change_capacity = capacity;
    }
    return true;
}

bool steady_reserve_faded(struct steady *steady, size_t faded)
{
    struct steady_point *const more = realloc(steady->faded, (faded + 1) * sizeof *more);

    if (!more)
        return false;
    steady->faded = more;
    steady->faded_capacity = faded + 1;
    return true;
}

bool steady_reserve(struct steady *steady, size_t values, size_t finals, size_t changes)
{
    while (steady->capacity < values)
        if (!more_values(steady))
            return false;
    if (finals > steady->final_capacity) {
        struct steady_point *const more = realloc(steady->finals, finals * sizeof *more);

        if (!more)
            return false;
        steady->finals = more;
        steady->final_capacity = finals;
    }
    if (changes > steady->change_capacity) {
        struct steady_change *const more = realloc(steady->changes, changes * sizeof *more);

        if (!more)
            return false;
        steady->changes = more;
        steady->change_capacity = changes;
    }
    return true;
}
