/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tournament.h - the largest of many keys, kept up to date as keys change: O(log n) a change.
 *
 * Of equal keys the one at the smallest position wins. A NaN never beats a key; a position that has
 * left the contest holds a NaN. */
#ifndef RIGEL_ANALYSIS_TOURNAMENT_H
#define RIGEL_ANALYSIS_TOURNAMENT_H

#include <stddef.h>

#include "analysis/status.h"

struct tournament {
    size_t capacity; /* of positions */
    size_t leaves;   /* a power of two */
    double *keys;    /* leaves */
    size_t *winners; /* of the inner nodes, root at 1; a position */
};

enum analysis_status tournament_reserve(struct tournament *tournament, size_t count);
void tournament_done(struct tournament *tournament);

/* count positions without a key; count is at most what was reserved and not 0. */
void tournament_begin(struct tournament *tournament, size_t count);
/* Before the first tournament_winner: put keys straight away, then play all of it. */
void tournament_play(struct tournament *tournament);
void tournament_set(struct tournament *tournament, size_t position, double key);
/* Position of the largest key; any position while every key is NaN. */
size_t tournament_winner(const struct tournament *tournament);

#endif
