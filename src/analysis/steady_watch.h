/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_watch.h - inside the room: the decisions of `steady`, told to an observer.
 *
 * The observer changes nothing. Places count the values that are there, without gaps. */
#ifndef RIGEL_ANALYSIS_STEADY_WATCH_H
#define RIGEL_ANALYSIS_STEADY_WATCH_H

#include <stddef.h>

struct steady_change;

struct steady_watch {
    void *context;
    /* Place k was looked at: signed evidence, what its number of values asks for, and what the
     * record of evidence that came to nothing asks for; the larger one holds. */
    void (*looked)(void *context, size_t k, double evidence, double asked, double raised);
    void (*born)(void *context, const struct steady_change *change);
    void (*withdrawn)(void *context, const struct steady_change *change);
};

#endif
