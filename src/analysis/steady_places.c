/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "analysis/steady_state.h"

static double *slot_of(const struct steady *steady, size_t k)
{
    const struct steady_options *const o = &steady->plan->options;

    return steady->slab + k % (size_t)o->look * (size_t)o->window;
}

static size_t left_begin(const struct steady *steady, size_t k)
{
    const size_t window = (size_t)steady->plan->options.window;

    return k - steady->start > window ? k - window : steady->start;
}

struct steady_place *steady_place_at(struct steady *steady, size_t k)
{
    return &steady->places[k % (size_t)steady->plan->options.look];
}

size_t steady_first_place(const struct steady *steady)
{
    const size_t look = (size_t)steady->plan->options.look;
    const size_t first = steady->count > look ? steady->count - look : 0;

    return first > steady->start + 2 ? first : steady->start + 2;
}

static void place_level(const struct steady *steady, size_t k, const double *sorted,
                        struct steady_level *level)
{
    const size_t begin = left_begin(steady, k);

    steady_level_make(level, steady->plan, steady_from(steady, begin), sorted, k - begin,
                      &steady->carried);
}

/* The sorted values before k, from those before k - 1. */
static void advance_sorted(const struct steady *steady, size_t k)
{
    const size_t begin = left_begin(steady, k - 1);
    const double *const dropped = left_begin(steady, k) > begin ? steady_from(steady, begin) : NULL;

    steady_sorted_next(slot_of(steady, k), slot_of(steady, k - 1), k - 1 - begin,
                       *steady_from(steady, k - 1), dropped);
}

static void sort_left(const struct steady *steady, size_t k, double *sorted)
{
    const size_t begin = left_begin(steady, k);

    memcpy(sorted, steady_from(steady, begin), (k - begin) * sizeof *sorted);
    steady_sort(sorted, k - begin);
}

static void add_score(struct steady_place *place, double value)
{
    const double z = steady_level_score(&place->level, value);

    place->z += z;
    place->z2 += z * z;
}

void steady_places_advance(struct steady *steady)
{
    const size_t k = steady->count - 1;
    const double newest = *steady_from(steady, k);

    if (k >= steady->start + 2) {
        struct steady_place *const place = steady_place_at(steady, k);

        if (k == steady->start + 2)
            sort_left(steady, k, slot_of(steady, k));
        else
            advance_sorted(steady, k);
        place_level(steady, k, slot_of(steady, k), &place->level);
        place->z = place->z2 = 0;
    }
    for (size_t at = steady_first_place(steady); at <= k; at++)
        add_score(steady_place_at(steady, at), newest);
}

void steady_places_restart(struct steady *steady)
{
    const size_t first = steady_first_place(steady);

    steady_ranks_begin(&steady->open, steady->start);
    for (size_t k = first; k < steady->count; k++) {
        struct steady_place *const place = steady_place_at(steady, k);

        if (k == first)
            sort_left(steady, k, slot_of(steady, k));
        else
            advance_sorted(steady, k);
        place_level(steady, k, slot_of(steady, k), &place->level);
        place->z = place->z2 = 0;
        for (size_t i = k; i < steady->count; i++)
            add_score(place, *steady_from(steady, i));
    }
}

struct steady_place steady_place_make(const struct steady *steady, size_t k, double *sorted)
{
    struct steady_place place = {.z = 0};

    sort_left(steady, k, sorted);
    place_level(steady, k, sorted, &place.level);
    for (size_t i = k; i < steady->count; i++)
        add_score(&place, *steady_from(steady, i));
    return place;
}

double steady_evidence(struct steady *steady, const struct steady_place *place, size_t k)
{
    const struct steady_options *const o = &steady->plan->options;
    const struct steady_level *const level = &place->level;
    const size_t n = k - steady->start, after = steady->count - k;
    const double m = (double)after, mean = place->z / m;
    const double spread = (level->df + place->z2 - m * mean * mean) / (level->df + m - 1);
    const double t2 =
        mean * mean /
        ((spread > 1 ? spread : 1) * (steady_inflation(level->rho, after) / m + level->spread));
    const double freedom = level->df / ((double)level->n * level->spread);
    const double df = freedom > 1 ? freedom : 1;
    double best = copysign(0.5 * df * log(1 + t2 / df), mean);

    if (n <= (size_t)o->rank && after >= 3) {
        double other;

        steady_ranks_grow(&steady->open, steady_from(steady, steady->start),
                          steady->count - steady->start);
        other = steady_ranks_evidence(&steady->open, n, level->rho, o->prior_rho);
        if (fabs(other) > fabs(best))
            best = other;
    }
    return best;
}
