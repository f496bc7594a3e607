/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/tournament.h"

#include <math.h>
#include <stdlib.h>

static size_t leaves_for(size_t count)
{
    size_t leaves = 2;

    while (leaves < count)
        leaves *= 2;
    return leaves;
}

enum analysis_status tournament_reserve(struct tournament *tournament, size_t count)
{
    struct tournament grown = {.capacity = leaves_for(count)};

    if (count <= tournament->capacity)
        return ANALYSIS_OK;
    grown.keys = calloc(grown.capacity, sizeof *grown.keys);
    grown.winners = calloc(grown.capacity, sizeof *grown.winners);
    if (!grown.keys || !grown.winners) {
        tournament_done(&grown);
        return ANALYSIS_NO_MEMORY;
    }
    tournament_done(tournament);
    *tournament = grown;
    return ANALYSIS_OK;
}

void tournament_done(struct tournament *tournament)
{
    free(tournament->keys);
    free(tournament->winners);
    *tournament = (struct tournament){.capacity = 0};
}

void tournament_begin(struct tournament *tournament, size_t count)
{
    tournament->leaves = leaves_for(count);
    for (size_t i = 0; i < tournament->leaves; i++)
        tournament->keys[i] = (double)NAN;
}

static void play(struct tournament *tournament, size_t node)
{
    const size_t child = 2 * node, leaves = tournament->leaves;
    const size_t left = child < leaves ? tournament->winners[child] : child - leaves;
    const size_t right = child < leaves ? tournament->winners[child + 1] : child + 1 - leaves;
    const double *keys = tournament->keys;

    tournament->winners[node] =
        keys[right] > keys[left] || (isnan(keys[left]) && !isnan(keys[right])) ? right : left;
}

void tournament_play(struct tournament *tournament)
{
    for (size_t node = tournament->leaves; node-- > 1;)
        play(tournament, node);
}

void tournament_set(struct tournament *tournament, size_t position, double key)
{
    tournament->keys[position] = key;
    for (size_t node = (tournament->leaves + position) / 2; node > 0; node /= 2)
        play(tournament, node);
}

size_t tournament_winner(const struct tournament *tournament)
{
    return tournament->winners[1];
}
