/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_follow.c - a change once it is reported: its place and its fate. */
#include <math.h>
#include <string.h>

#include "analysis/steady_state.h"

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most_of(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t minus(size_t a, size_t b)
{
    return a > b ? a - b : 0;
}

/* The level is described by fewer values than ranks need: the profile is one of ranks. */
static bool ranked(const struct steady *steady, const struct steady_level *level)
{
    return level->n <= (size_t)steady->plan->options.rank;
}

struct steady_profile steady_profile_of(struct steady *steady, const struct steady_level *level,
                                        size_t begin, size_t end, size_t lo, size_t hi, double sign)
{
    const struct steady_profile profile = {lo, hi, steady->profile};

    if (ranked(steady, level)) {
        steady_ranks_begin(&steady->ranks, begin);
        steady_ranks_grow(&steady->ranks, steady_from(steady, begin),
                          least_of(end, hi + STEADY_PROFILE_RANKS) - begin);
        steady_profile_ranks(&profile, level, &steady->ranks, sign);
    } else {
        const size_t to = least_of(end, hi + STEADY_PROFILE_SCORES);

        for (size_t i = lo; i < to; i++)
            steady->scores[i - lo] = steady_level_score(level, *steady_from(steady, i));
        steady_profile_scores(&profile, level, steady->scores, to, sign);
    }
    return profile;
}

/* The newest change is another one than at the last value. */
static void know_newest(struct steady *steady, size_t begin, size_t lo)
{
    struct steady_change *const change = &steady->changes[steady->change_count - 1];
    struct steady_newest *const newest = &steady->newest;

    if (newest->known)
        return;
    steady_change_level(steady, change, newest->sorted);
    newest->lo = newest->scored = lo;
    steady_ranks_begin(&newest->ranks, begin);
    newest->known = true;
}

static struct steady_profile newest_profile(struct steady *steady, size_t begin, size_t lo,
                                            size_t hi)
{
    const struct steady_profile profile = {lo, hi, steady->profile};
    const struct steady_change *const change = &steady->changes[steady->change_count - 1];
    struct steady_newest *const newest = &steady->newest;

    if (ranked(steady, &change->level)) {
        steady_ranks_grow(&newest->ranks, steady_from(steady, begin),
                          least_of(steady->count, hi + STEADY_PROFILE_RANKS) - begin);
        steady_profile_ranks(&profile, &change->level, &newest->ranks, change->size);
    } else {
        const size_t to = least_of(steady->count, hi + STEADY_PROFILE_SCORES);

        for (; newest->scored < to; newest->scored++)
            newest->scores[newest->scored - lo] =
                steady_level_score(&change->level, *steady_from(steady, newest->scored));
        steady_profile_scores(&profile, &change->level, newest->scores, to, change->size);
    }
    return profile;
}

static void withdraw(struct steady *steady)
{
    const struct steady_change *const gone = &steady->changes[steady->change_count - 1];

    if (steady->watch)
        steady->watch->withdrawn(steady->watch->context, gone);
    if (!gone->slight) {
        struct steady_point *const faded = &steady->faded[steady->faded_count++];

        *faded = steady_point_of(steady, steady->change_count - 1);
        faded->faded_at = steady->where[steady->count - 1 - steady->kept];
    }
    steady->change_count--;
    steady->record = gone->peak > steady->record ? gone->peak : steady->record;
    steady->run = 0;
    steady->start = steady_begin(steady, steady->change_count);
    steady->carried = gone->carried;
    steady->newest.known = false;
}

/* Only values that came after the report decide, by AR(1) innovations: no credit for persistence
 * alone. True: withdrawn. */
static bool judge(struct steady *steady, struct steady_change *change)
{
    const struct steady_options *const o = &steady->plan->options;
    const double rho = change->level.rho;
    const double z = steady_level_score(&change->level, *steady_from(steady, steady->count - 1));
    const double fresh = z - rho * change->last - change->unchanged * (1 - rho);
    const double size = (change->size - change->unchanged) * (1 - rho);

    change->last = z;
    change->llr += (size * fresh - 0.5 * size * size) / (1 - rho * rho);
    change->settled = change->llr >= o->settle;
    if (change->settled || !(change->llr <= -o->drop))
        return false;
    change->settled = steady_excursion(steady, change);
    if (change->settled)
        return false;
    withdraw(steady);
    return true;
}

bool steady_follow(struct steady *steady)
{
    const struct steady_options *const o = &steady->plan->options;
    const size_t hold = (size_t)o->hold, end = steady->count - 2;
    struct steady_change *const change = &steady->changes[steady->change_count - 1];
    const size_t begin = steady_begin(steady, steady->change_count - 1);
    const size_t lo = most_of(minus(change->first, hold + 2), begin + 2);
    const size_t hi = least_of(change->first + hold + 2, end);
    const size_t from = most_of(most_of(lo, minus(change->first, hold)), minus(change->place, 2));
    const size_t to = least_of(least_of(hi, change->first + hold), change->place + 2);
    struct steady_profile profile;
    bool moved, withdrawn;
    size_t place;

    if (change->settled && steady->count - change->place > (size_t)o->mature)
        return false;
    if (change->place < lo || change->place > hi)
        return false;
    know_newest(steady, begin, lo);
    profile = newest_profile(steady, begin, lo, hi);
    for (size_t k = from; k <= to; k++)
        change->peak = profile.at[k - lo] > change->peak ? profile.at[k - lo] : change->peak;
    steady_refine(steady, &profile, &change->level, steady->count);
    place = steady_profile_pick(&profile, from, to);
    moved = place != change->place;
    if (moved)
        change->place = steady->start = place;
    withdrawn = !change->settled && judge(steady, change);
    if (change->slight && !withdrawn)
        steady_weigh_again(steady, change);
    return moved || withdrawn;
}
