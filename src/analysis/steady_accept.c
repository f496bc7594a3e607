/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_accept.c - the birth of a change: its place, and what the next segment takes over. */
#include <math.h>
#include <string.h>

#include "analysis/steady_state.h"

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double median_of(struct steady *steady, size_t k, size_t n)
{
    double *const sorted = steady->sorted_right;

    memcpy(sorted, steady_from(steady, k), n * sizeof *sorted);
    steady_sort(sorted, n);
    return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

/* The deviation is taken to be proportional to the level. */
static struct steady_carried carried_over(const struct steady *steady,
                                          const struct steady_change *change, double right)
{
    const struct steady_options *const o = &steady->plan->options;
    const struct steady_level *const level = &change->level;
    const double ratio =
        right * level->median > 0 ? clamp(fabs(right / level->median), 0.1, 10) : 1;
    const double weight = change->carried.square + level->square;
    const double share = o->keep_rho / (weight > 1e-9 ? weight : 1e-9);
    const double keep = share < 1 ? share : 1;

    return (struct steady_carried){.sd = level->sd * ratio,
                                   .df = o->carry < level->df ? o->carry : level->df,
                                   .lag = keep * (change->carried.lag + level->lag),
                                   .square = keep * weight};
}

static size_t place_near(struct steady *steady, size_t k, double sign)
{
    const struct steady_options *const o = &steady->plan->options;
    const size_t least = steady->start + (size_t)o->least, reach = (size_t)o->reach;
    const size_t lo = k > least + reach ? k - reach : least;
    const size_t hi = k + reach < steady->count - 2 ? k + reach : steady->count - 2;
    const struct steady_level *const level = &steady_place_at(steady, k)->level;
    const struct steady_profile profile =
        steady_profile_of(steady, level, steady->start, steady->count, lo, hi, sign);

    steady_refine(steady, &profile, level, steady->count);
    return steady_profile_pick(&profile, lo, hi);
}

/* A change is seen larger than it is: it was chosen for that. */
static bool is_slight(const struct steady *steady, const struct steady_change *change, double right)
{
    const struct steady_options *const o = &steady->plan->options;
    const double m = (double)(steady->count - change->place);
    const double error = o->slack * change->level.sd / sqrt(m);

    if (!(o->effect > 0))
        return false;
    return fabs(right - change->level.median) < o->effect * fabs(change->level.median) + error &&
           fabs(right - change->base) < o->effect * fabs(change->base) + error;
}

void steady_weigh_again(struct steady *steady, struct steady_change *change)
{
    const size_t look = (size_t)steady->plan->options.look, there = steady->count - change->place;
    const double right = median_of(steady, change->place, there < look ? there : look);

    if (is_slight(steady, change, right))
        return;
    change->slight = false;
    change->born = steady->count;
}

static double base_of(const struct steady *steady, const struct steady_change *change)
{
    const bool newest_is_past = steady->change_count == 0;
    const bool slight = newest_is_past ? steady->past.slight : change[-1].slight;

    if (!slight)
        return change->level.median;
    return newest_is_past ? steady->past.base : change[-1].base;
}

void steady_accept(struct steady *steady, size_t k, double sign, double beyond)
{
    const struct steady_options *const o = &steady->plan->options;
    const size_t place = place_near(steady, k, sign);
    const struct steady_place at = steady_place_make(steady, place, steady->sorted);
    struct steady_change *const change = &steady->changes[steady->change_count];
    const double m = (double)(steady->count - place);
    const double unchanged = o->pool * at.z / (m + (double)at.level.n);
    const double right = median_of(steady, place, steady->count - place);

    *change = (struct steady_change){
        .place = place,
        .first = place,
        .born = steady->count,
        .n = at.level.n,
        .carried = steady->carried,
        .size = o->shrink * at.z / m + (1 - o->shrink) * unchanged,
        .unchanged = unchanged,
        .llr = o->credit * beyond,
        .settled = o->credit * beyond >= o->settle,
        .last = steady_level_score(&at.level, *steady_from(steady, steady->count - 1)),
        .peak = fabs(steady_evidence(steady, &at, place)),
        .level = at.level,
    };
    steady->run = 0;
    steady->carried = carried_over(steady, change, right);
    change->base = base_of(steady, change);
    change->slight = is_slight(steady, change, right);
    steady->change_count++;
    if (steady->watch)
        steady->watch->born(steady->watch->context, change);
    steady->newest.known = false;
    steady->start = place;
    steady_places_restart(steady);
}
