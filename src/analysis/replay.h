/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.h - what one algorithm tells of a series, value by value, as people would have heard it.
 *
 * E-Divisive and `steady` go on from their states, so a value costs what an append costs; percent
 * compares the newest value with the mean of those before. Of the change points that stand after a
 * value, those that go the better way are left out, as the filters do; how large one is stands with
 * it, so that the caller can hold any threshold against it.
 *
 * One thread at a time. No I/O, clock or globals; equal values give equal answers. */
#ifndef RIGEL_ANALYSIS_REPLAY_H
#define RIGEL_ANALYSIS_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/steady.h"

enum replay_algorithm { REPLAY_EDIVISIVE, REPLAY_PERCENT, REPLAY_STEADY };

/* The plan of the algorithm must be there, and the workspace for E-Divisive; both outlive it. */
struct replay_engines {
    const struct edivisive_plan *edivisive;
    struct edivisive_workspace *workspace;
    const struct steady_plan *steady;
};

/* A change point as it stands now. */
struct replay_point {
    size_t index;   /* the first value of the new level, from 0 */
    double percent; /* of the size of the level before; infinite where that is 0 */
};

struct replay; /* one series */

/* direction: 1: an increase is worse, -1: a decrease, 0: both. NULL: no memory. */
struct replay *replay_new(const struct replay_engines *engines, enum replay_algorithm algorithm,
                          int direction);
void replay_free(struct replay *replay); /* NULL is fine */
/* Empty again. */
enum analysis_status replay_clear(struct replay *replay);

/* The next value, which is finite. */
enum analysis_status replay_append(struct replay *replay, double value);
size_t replay_length(const struct replay *replay);
/* What stands now, ascending; lives until the next call. */
const struct replay_point *replay_points(const struct replay *replay, size_t *ret_count);

/* Remembers where the series is, and goes back there: as often as wanted, to the last mark. Points
 * are those of the mark again. */
enum analysis_status replay_mark(struct replay *replay);
enum analysis_status replay_return(struct replay *replay);

#endif
