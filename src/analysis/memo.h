/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memo.h - inside the room: moments and comparisons that were worked out lately.
 *
 * Most segments of an append were asked for by the one before. A table of fixed size, a place for
 * each hash, the newest stays; keys are places of the series, so it is emptied whenever a value
 * changes. Dropping it changes no bit. */
#ifndef RIGEL_ANALYSIS_MEMO_H
#define RIGEL_ANALYSIS_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/comparison.h"
#include "analysis/standing.h"

enum { MEMO_PLACES = 128 }; /* a power of two */

struct memo_segment {
    size_t left, right; /* right 0: empty */
    struct moments moments;
};

struct memo_standing {
    size_t point; /* 0: empty */
    struct standing standing;
};

struct memo {
    struct memo_segment segments[MEMO_PLACES];
    struct memo_standing standings[MEMO_PLACES];
};

void memo_clear(struct memo *memo);

/* The place of [left, right): its own, or one to be overwritten. */
struct memo_segment *memo_segment(struct memo *memo, size_t left, size_t right);
bool memo_segment_is(const struct memo_segment *place, size_t left, size_t right);

struct memo_standing *memo_standing(struct memo *memo, size_t left, size_t point, size_t right);
bool memo_standing_is(const struct memo_standing *place, size_t left, size_t point, size_t right);

#endif
