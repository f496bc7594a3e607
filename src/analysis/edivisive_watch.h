/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edivisive_watch.h - inside the room: the steps of a run of E-Divisive, told to an observer.
 *
 * The observer changes nothing. Indexes count the values of the series after its missing values
 * were dealt with. With the fast search a window may end without a candidate (no split of it could
 * pass); the plain one, which finds the same cuts, tells the candidate that did not pass as well.
 */
#ifndef RIGEL_ANALYSIS_EDIVISIVE_WATCH_H
#define RIGEL_ANALYSIS_EDIVISIVE_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/comparison.h"
#include "analysis/split_plain.h"

struct edivisive_watch {
    void *context;
    /* The search of values [start, start + width) begins. */
    void (*window)(void *context, size_t start, size_t width);
    /* The split with the largest energy, of the piece [begin, end) as the window counts; passed:
     * the piece is cut there, else the window ends. */
    void (*candidate)(void *context, size_t begin, size_t end, struct split split, bool passed);
    /* The merge compared the segments [left, index) and [index, right) once more. */
    void (*compared)(void *context, size_t left, size_t index, size_t right);
    /* The merge removes the point, which had these numbers when it was compared last. */
    void (*removed)(void *context, size_t index, const struct comparison *numbers);
};

#endif
