/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_report.c - the figures of the change points. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/steady_state.h"

/* Calibrated: the hull of the likeliest places that hold this share covers the true one in 90%, and
 * an interval of so many standard errors covers the difference in 90%. With autocorrelation the
 * likelihoods of places are too sure of themselves: what the set may leave out shrinks with it. */
#define SHARE 0.85
#define ERRORS 1.95
enum {
    FEW_AFTER = 8, /* a deviation from fewer values is not trusted to be smaller */
    AGAIN = 2      /* a change point so near to a faded one is that one, reported again */
};

struct bounds {
    size_t begin, place, end; /* the change point before, this one, the one after */
};

static void set_of_places(struct steady *steady, const struct steady_change *change,
                          struct bounds bounds, size_t *ret_first, size_t *ret_last)
{
    const size_t reach = (size_t)steady->plan->options.reach;
    const size_t lo =
        bounds.place > bounds.begin + 2 + reach ? bounds.place - reach : bounds.begin + 2;
    const size_t hi = bounds.place + reach < bounds.end - 2 ? bounds.place + reach : bounds.end - 2;
    struct steady_profile profile;
    const double widened = steady->plan->options.widen * change->level.rho;
    const double share = 1 - (1 - SHARE) * (1 - widened);
    double total = 0, got = 0;

    *ret_first = *ret_last = bounds.place;
    if (hi < lo)
        return;
    profile =
        steady_profile_of(steady, &change->level, bounds.begin, bounds.end, lo, hi, change->size);
    steady_refine(steady, &profile, &change->level, bounds.end);
    steady_profile_exponentiate(&profile);
    for (size_t i = 0; i <= hi - lo; i++)
        total += profile.at[i];
    while (got < share) {
        size_t likeliest = 0;

        for (size_t i = 1; i <= hi - lo; i++)
            likeliest = profile.at[i] > profile.at[likeliest] ? i : likeliest;
        if (!(profile.at[likeliest] >= 0))
            break;
        got += profile.at[likeliest] / total;
        profile.at[likeliest] = -1;
        *ret_first = lo + likeliest < *ret_first ? lo + likeliest : *ret_first;
        *ret_last = lo + likeliest > *ret_last ? lo + likeliest : *ret_last;
    }
}

static struct steady_level level_after(struct steady *steady, struct bounds bounds)
{
    const size_t window = (size_t)steady->plan->options.window;
    const size_t there = bounds.end - bounds.place, n = there < window ? there : window;
    const double *const right = steady_from(steady, bounds.place);
    struct steady_level level;

    memcpy(steady->sorted_right, right, n * sizeof *right);
    steady_sort(steady->sorted_right, n);
    steady_level_make(&level, steady->plan, right, steady->sorted_right, n,
                      &(struct steady_carried){.sd = 0});
    return level;
}

struct steady_point steady_point_of(struct steady *steady, size_t index)
{
    const size_t window = (size_t)steady->plan->options.window;
    struct steady_change change = steady->changes[index];
    const struct bounds bounds = {
        steady_begin(steady, index), change.place,
        index + 1 < steady->change_count ? steady->changes[index + 1].place : steady->count};
    const struct steady_level after = level_after(steady, bounds);
    const size_t *const where = steady->where;
    const size_t kept = steady->kept;
    const size_t before = change.place - bounds.begin;
    struct steady_point point;
    double deviation, error;
    size_t first, last;

    steady_change_level(steady, &change, steady->sorted);
    set_of_places(steady, &change, bounds, &first, &last);
    deviation = after.n < FEW_AFTER && change.level.sd > after.sd ? change.level.sd : after.sd;
    error =
        sqrt(change.level.sd * change.level.sd * change.level.spread +
             deviation * deviation * steady_inflation(change.level.rho, after.n) / (double)after.n);
    point = (struct steady_point){.index = where[change.place - kept],
                                  .first = where[first - kept],
                                  .last = where[last - kept],
                                  .seen_at = where[change.born - 1 - kept],
                                  .settled = change.settled,
                                  .before = change.level.mean,
                                  .after = after.mean,
                                  .difference = after.mean - change.level.mean,
                                  .deviation = change.level.sd,
                                  .rho = change.level.rho,
                                  .points_before = before < window ? before : window,
                                  .points_after = after.n,
                                  .evidence = change.peak};
    point.least = point.difference - ERRORS * error;
    point.most = point.difference + ERRORS * error;
    return point;
}

enum analysis_status steady_report(struct steady *steady, const struct steady_point **ret_points,
                                   size_t *ret_count)
{
    const size_t count = steady_count(steady);
    size_t shown = steady->final_count;

    if (steady->point_capacity < count) {
        struct steady_point *const points = realloc(steady->points, 2 * count * sizeof *points);

        if (!points)
            return ANALYSIS_NO_MEMORY;
        steady->points = points;
        steady->point_capacity = 2 * count;
    }
    for (size_t i = 0; i < steady->final_count; i++)
        steady->points[i] = steady->finals[i];
    for (size_t i = 0; i < steady->change_count; i++)
        if (!steady->changes[i].slight)
            steady->points[shown++] = steady_point_of(steady, i);
    *ret_points = steady->points;
    *ret_count = count;
    return ANALYSIS_OK;
}

static bool reported_again(const struct steady *steady, size_t index)
{
    for (size_t i = 0; i < steady_count(steady); i++) {
        const size_t now = steady_index(steady, i);

        if (now <= index + AGAIN && index <= now + AGAIN)
            return true;
    }
    return false;
}

enum analysis_status steady_faded(struct steady *steady, const struct steady_point **ret_points,
                                  size_t *ret_count)
{
    const size_t most = steady->faded_count;
    struct steady_point *const points = realloc(steady->faded_points, (most + 1) * sizeof *points);
    size_t count = 0;

    if (!points)
        return ANALYSIS_NO_MEMORY;
    steady->faded_points = points;
    for (size_t i = 0; i < most; i++)
        if (!reported_again(steady, steady->faded[i].index))
            points[count++] = steady->faded[i];
    *ret_points = points;
    *ret_count = count;
    return ANALYSIS_OK;
}
