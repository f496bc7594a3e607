/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/steady_state.h"

/* The record may raise what is asked of a birth to this, not beyond. */
#define RECORD_MOST 20.0

static bool make_scratch(struct steady *steady, const struct steady_options *o)
{
    const size_t window = (size_t)o->window, look = (size_t)o->look, reach = (size_t)o->reach;
    const size_t hold = (size_t)o->hold, rank = (size_t)o->rank;
    const size_t places = 2 * (reach > hold + 2 ? reach : hold + 2) + 1;
    const size_t scores = places + STEADY_PROFILE_SCORES + 1;
    const size_t right = window + look + reach, excursion = 2 * STEADY_EXCURSION + hold;
    const size_t most = right > excursion ? right : excursion;
    const size_t ranked = rank + hold + places + look + STEADY_PROFILE_RANKS;

    steady->places = calloc(look, sizeof *steady->places);
    steady->slab = calloc(look * window, sizeof *steady->slab);
    steady->profile = calloc(places, sizeof *steady->profile);
    steady->scores = calloc(scores, sizeof *steady->scores);
    steady->newest.scores = calloc(scores, sizeof *steady->newest.scores);
    steady->newest.sorted = calloc(window, sizeof *steady->newest.sorted);
    steady->sorted = calloc(window, sizeof *steady->sorted);
    steady->sorted_right = calloc(most, sizeof *steady->sorted_right);
    return steady->places && steady->slab && steady->profile && steady->scores &&
           steady->newest.scores && steady->newest.sorted && steady->sorted &&
           steady->sorted_right && steady_ranks_init(&steady->open, ranked) &&
           steady_ranks_init(&steady->ranks, ranked) &&
           steady_ranks_init(&steady->newest.ranks, ranked);
}

struct steady *steady_new(const struct steady_plan *plan)
{
    struct steady *steady = calloc(1, sizeof *steady);

    if (!steady)
        return NULL;
    steady->plan = plan;
    if (make_scratch(steady, &plan->options))
        return steady;
    steady_free(steady);
    return NULL;
}

void steady_free(struct steady *steady)
{
    if (!steady)
        return;
    steady_ranks_done(&steady->newest.ranks);
    steady_ranks_done(&steady->ranks);
    steady_ranks_done(&steady->open);
    free(steady->sorted_right);
    free(steady->sorted);
    free(steady->newest.sorted);
    free(steady->newest.scores);
    free(steady->scores);
    free(steady->profile);
    free(steady->slab);
    free(steady->places);
    free(steady->faded_points);
    free(steady->points);
    free(steady->faded);
    free(steady->changes);
    free(steady->finals);
    free(steady->where);
    free(steady->values);
    free(steady);
}

void steady_clear(struct steady *steady)
{
    steady->kept = steady->count = steady->seen = steady->start = 0;
    steady->final_count = steady->change_count = steady->faded_count = 0;
    steady->past = (struct steady_past){.place = 0};
    steady->carried = (struct steady_carried){.sd = 0};
    steady->record = steady->run = 0;
    steady->newest.known = false;
    steady_ranks_begin(&steady->open, 0);
}

static void keep_record(struct steady *steady, double top)
{
    steady->run = top > steady->run ? top : steady->run;
    if (top < 0.5 * steady->run) {
        steady->record = steady->run > steady->record ? steady->run : steady->record;
        steady->run = top;
    }
}

/* Does the tail differ from the open segment? */
static void look_for_birth(struct steady *steady)
{
    const struct steady_options *const o = &steady->plan->options;
    const double raised = fmin(steady->record + o->record, RECORD_MOST);
    double top = 0, best = -1, sign = 1;
    bool any = false;
    size_t place = 0;

    for (size_t i = 0; i < STEADY_GRID && steady_grid[i] <= o->look; i++) {
        const size_t m = (size_t)steady_grid[i];
        double evidence, asked, over;

        if (steady->count < m + steady->start + (size_t)o->least)
            break;
        const size_t k = steady->count - m, n = k - steady->start;

        evidence = steady_evidence(steady, steady_place_at(steady, k), k);
        top = fabs(evidence) > top ? fabs(evidence) : top;
        asked = o->h0 + o->h1 / (double)(m < n ? m : n) + o->young / (double)n;
        over = fabs(evidence) - (asked > raised ? asked : raised);
        if (steady->watch)
            steady->watch->looked(steady->watch->context, k, evidence, asked, raised);
        if (!any || over > best) {
            any = true;
            best = over;
            place = k;
            sign = copysign(1, evidence);
        }
    }
    keep_record(steady, top);
    if (any && best >= 0)
        steady_accept(steady, place, sign, best);
}

enum analysis_status steady_append(struct steady *steady, double value)
{
    if (!isfinite(value)) {
        steady->seen++;
        return ANALYSIS_OK;
    }
    if (!steady_make_room(steady))
        return ANALYSIS_NO_MEMORY;
    steady->values[steady->count - steady->kept] =
        value + 0.0; /* -0 sorts as 0, prints otherwise */
    steady->where[steady->count++ - steady->kept] = steady->seen++;
    if (steady->change_count && steady_follow(steady))
        steady_places_restart(steady);
    else
        steady_places_advance(steady);
    steady->record *= steady->plan->options.fade;
    look_for_birth(steady);
    return ANALYSIS_OK;
}

size_t steady_length(const struct steady *steady)
{
    return steady->seen;
}

size_t steady_count(const struct steady *steady)
{
    size_t count = steady->final_count;

    for (size_t i = 0; i < steady->change_count; i++)
        count += steady->changes[i].slight ? 0 : 1;
    return count;
}

size_t steady_index(const struct steady *steady, size_t change)
{
    size_t i = 0;

    if (change < steady->final_count)
        return steady->finals[change].index;
    for (size_t left = change - steady->final_count;; i++)
        if (!steady->changes[i].slight && left-- == 0)
            break;
    return steady->where[steady->changes[i].place - steady->kept];
}
