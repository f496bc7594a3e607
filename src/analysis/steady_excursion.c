/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_excursion.c - fresh values are back at the level before: was there ever a change?
 *
 * To the test of a change's fate a level that came and went looks like one that never was. So
 * before a change is withdrawn, the values from its place to any later one are held against all
 * around them, by ranks (an epidemic change: Levin and Kline 1985; Conover and Iman 1981). Where
 * they stand out by more than a birth asks for, the change was one, and its end is the next one. */
#include <math.h>
#include <string.h>

#include "analysis/steady_state.h"

enum { LEAST = 4 }; /* values within, and around */

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Average ranks of the values from `begin` on, by counting. */
static void rank(const struct steady *steady, size_t begin, size_t n, double *ranks)
{
    const double *const values = steady_from(steady, begin);

    for (size_t i = 0; i < n; i++) {
        size_t twice = 1;

        for (size_t j = 0; j < n; j++)
            twice += values[j] < values[i] ? 2 : values[j] == values[i] ? 1 : 0;
        ranks[i] = 0.5 * (double)twice;
    }
}

/* Evidence in natural log units that m ranks of the sum `within` differ from the rest of all n. */
static double evidence(double n, double total, double squares, double m, double within, double rho)
{
    const double rest = n - m;
    const double mean = within / m, around = (total - within) / rest;
    const double free_squares = (rest * (rest * rest - 1) + m * (m * m - 1)) / 12;
    const double squares_within = squares - m * mean * mean - rest * around * around;
    const double least = squares_within > free_squares ? squares_within : free_squares;
    const double factor =
        (steady_inflation(rho, (size_t)m) / m + steady_inflation(rho, (size_t)rest) / rest) /
        (1 / m + 1 / rest);
    const double freedom = (n - 2) / factor;
    const double gap = mean - around;

    return copysign(0.5 * (freedom > 1 ? freedom : 1) *
                        log(1 + gap * gap * m * rest / n / factor / least),
                    gap);
}

bool steady_excursion(struct steady *steady, const struct steady_change *change)
{
    const struct steady_options *const o = &steady->plan->options;
    const size_t from = steady_begin(steady, steady->change_count - 1);
    /* Of the level before, what is held as long as the change is open. */
    const size_t reach =
        least_of(least_of(STEADY_EXCURSION, (size_t)o->window), change->first - from);
    const size_t begin = change->first - reach;
    const size_t n = steady->count - begin, place = change->place - begin;
    double *const ranks = steady->sorted_right;
    double total = 0, squares = 0, within = 0, best = 0;

    if (!(o->excursion > 0) || n - place > STEADY_EXCURSION)
        return false;
    rank(steady, begin, n, ranks);
    for (size_t i = 0; i < n; i++) {
        total += ranks[i];
        squares += ranks[i] * ranks[i];
    }
    for (size_t end = place + 1; end + 1 < n; end++) {
        const size_t m = end - place;

        within += ranks[end - 1];
        if (m >= LEAST && n - m >= LEAST)
            best = fmax(best,
                        copysign(1, change->size) * evidence((double)n, total, squares, (double)m,
                                                             within, change->level.rho));
    }
    return best >= o->h0 + o->excursion;
}
