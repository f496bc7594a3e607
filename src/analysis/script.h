/* SPDX-License-Identifier: GPL-3.0-or-later */
/* script.h - inside the room: the merge step from a kept point on, without what lies before it.
 *
 * A removal compares the next two points and no other, so while a kept point lives nothing to its
 * right reaches the points to its left; of those it sees only the removals that touch it, next to
 * it or next but one. They are its script: the merge of the right side replays them, interleaved
 * by their keys, and ends as the merge of the whole list would. Should the point itself have to go
 * the caller begins again at the kept point before it. */
#ifndef RIGEL_ANALYSIS_SCRIPT_H
#define RIGEL_ANALYSIS_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/judge.h"
#include "analysis/standing.h"
#include "analysis/status.h"
#include "analysis/tournament.h"

#define WEAK_NONE SIZE_MAX /* no weak point: the edge of the series */

/* A result of the windows, before the merge. */
struct weak_entry {
    struct border at;
    size_t window;            /* begin of the window that found it */
    struct standing standing; /* between its neighbours in the list */
};

/* The list of weak points: old[0, from), then fresh. */
struct weak_list {
    const struct weak_entry *old, *fresh;
    size_t from, count;
};

struct script_entry {
    double key; /* the least of all removals to the left since the entry before, this one's too */
    bool next; /* the removed point was the neighbour: then there is a new one; else next but one */
    size_t left; /* the new neighbour, as a position in the weak list, or WEAK_NONE */
};

struct kept_point {
    size_t position; /* in the weak list */
    size_t script;   /* its first entry; the last one is before the next kept point's first */
    struct standing standing;
};

struct script_node; /* a point of the list on its way through the merge */
struct script_event;

/* Scratch memory, and the result of script_merge. */
struct script_scratch {
    size_t node_capacity, event_capacity;
    struct script_node *nodes;
    struct tournament keys;
    struct script_event *events;
    size_t *heads, *times;
    struct kept_point *kept; /* the barrier first, if there is one */
    size_t kept_count;
    struct script_entry *entries; /* the barrier's own script first */
    size_t entry_count;
};

void script_scratch_done(struct script_scratch *scratch);

enum script_outcome {
    SCRIPT_MERGED,
    SCRIPT_BARRIER_FELL, /* the barrier does not survive */
    SCRIPT_NO_VALUES,    /* judge_point could not */
    SCRIPT_NO_MEMORY
};

/* Merges the list from the barrier on; barrier NULL: the whole list, and script_count is 0. */
enum script_outcome script_merge(struct script_scratch *scratch, struct judge *judge,
                                 const struct weak_list *list, const struct kept_point *barrier,
                                 const struct script_entry *script, size_t script_count);

static inline const struct weak_entry *weak_at(const struct weak_list *list, size_t position)
{
    return position < list->from ? &list->old[position] : &list->fresh[position - list->from];
}

#endif
