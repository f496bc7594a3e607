/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analysis/steady_bytes.h"

void steady_bytes_options(const struct steady_options *o, double ret_numbers[STEADY_OPTIONS])
{
    const double numbers[STEADY_OPTIONS] = {
        o->h0,        o->h1,     o->young,  o->clip,   o->carry,  o->prior_rho, o->keep_rho,
        o->settle,    o->drop,   o->shrink, o->credit, o->pool,   o->effect,    o->slack,
        o->excursion, o->refine, o->widen,  o->record, o->fade,   o->floor,     o->window,
        o->look,      o->least,  o->rank,   o->hold,   o->mature, o->reach};

    memcpy(ret_numbers, numbers, sizeof numbers);
}

static void put_carried(struct state_writer *writer, const struct steady_carried *carried)
{
    state_put_double(writer, carried->sd);
    state_put_double(writer, carried->df);
    state_put_double(writer, carried->lag);
    state_put_double(writer, carried->square);
}

static void put_point(struct state_writer *writer, const struct steady_point *point)
{
    state_put_number(writer, point->index);
    state_put_number(writer, point->index - point->first);
    state_put_number(writer, point->last - point->index);
    state_put_number(writer, point->seen_at);
    state_put_number(writer, point->settled ? 1 : 0);
    state_put_double(writer, point->before);
    state_put_double(writer, point->after);
    state_put_double(writer, point->least);
    state_put_double(writer, point->most);
    state_put_double(writer, point->deviation);
    state_put_double(writer, point->rho);
    state_put_number(writer, point->points_before);
    state_put_number(writer, point->points_after);
    state_put_double(writer, point->evidence);
}

static void put_change(struct state_writer *writer, const struct steady_change *change)
{
    state_put_number(writer, change->place);
    state_put_number(writer, change->first);
    state_put_number(writer, change->born);
    state_put_number(writer, (change->settled ? 1U : 0) + (change->slight ? 2U : 0));
    put_carried(writer, &change->carried);
    state_put_double(writer, change->size);
    state_put_double(writer, change->unchanged);
    state_put_double(writer, change->base);
    state_put_double(writer, change->llr);
    state_put_double(writer, change->last);
    state_put_double(writer, change->peak);
}

static void put_values(struct state_writer *writer, const struct steady *steady, size_t from)
{
    const size_t held = steady->count - steady->kept;
    size_t next = 0;

    for (size_t i = from - steady->kept; i < held; i++) {
        state_put_number(writer, steady->where[i] - next);
        state_put_double(writer, steady->values[i]);
        next = steady->where[i] + 1;
    }
}

enum analysis_status steady_save(struct steady *steady, unsigned char **ret_bytes, size_t *ret_size)
{
    struct state_writer writer = {.bytes = NULL};
    double options[STEADY_OPTIONS];
    size_t from;
    uint64_t sum;

    if (!steady_put_away(steady))
        return ANALYSIS_NO_MEMORY;
    from = steady_needed(steady);
    state_put_number(&writer, STEADY_VERSION);
    steady_bytes_options(&steady->plan->options, options);
    for (size_t i = 0; i < STEADY_OPTIONS; i++)
        state_put_double(&writer, options[i]);
    state_put_number(&writer, steady->seen);
    state_put_number(&writer, steady->count);
    state_put_number(&writer, from);
    state_put_double(&writer, steady->record);
    state_put_double(&writer, steady->run);
    put_carried(&writer, &steady->carried);
    state_put_number(&writer, steady->final_count);
    for (size_t i = 0; i < steady->final_count; i++)
        put_point(&writer, &steady->finals[i]);
    state_put_number(&writer, steady->past.place);
    state_put_number(&writer, steady->past.slight ? 1 : 0);
    state_put_double(&writer, steady->past.base);
    state_put_number(&writer, steady->faded_count);
    for (size_t i = 0; i < steady->faded_count; i++) {
        put_point(&writer, &steady->faded[i]);
        state_put_number(&writer, steady->faded[i].faded_at);
    }
    state_put_number(&writer, steady->change_count);
    for (size_t i = 0; i < steady->change_count; i++)
        put_change(&writer, &steady->changes[i]);
    put_values(&writer, steady, from);
    sum = writer.failed ? 0 : state_checksum(writer.bytes, writer.size);
    for (int i = 0; i < STEADY_CHECKSUM; i++)
        state_put_byte(&writer, (unsigned char)(sum >> 8 * i));
    if (writer.failed) {
        free(writer.bytes);
        return ANALYSIS_NO_MEMORY;
    }
    *ret_bytes = writer.bytes;
    *ret_size = writer.size;
    return ANALYSIS_OK;
}
