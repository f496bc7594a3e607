/* SPDX-License-Identifier: GPL-3.0-or-later */
/* append.h - inside the room: what a state holds, and the step that brings it up to date.
 *
 * A window that had its full width is finished for ever, so at most two are open at any time and
 * three are searched on an append. Of the weak points only those from the first difference on are
 * merged again (script.h). */
#ifndef RIGEL_ANALYSIS_APPEND_H
#define RIGEL_ANALYSIS_APPEND_H

#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/judge.h"
#include "analysis/script.h"

struct edivisive_workspace;

/* Values are missing before the one at `position`: skipped of them in all so far. */
struct series_gap {
    size_t position, skipped;
};

/* How far a series has come; replaced as a whole once an append is done. */
struct series_front {
    size_t given; /* values, missing ones too */
    size_t n;     /* values that are there */
    size_t gap_count;
    struct running_scale scale;
    struct running_sums sums; /* of all values */
    struct border start;      /* of the first window that is not full */
    size_t finished;          /* weak points of the windows before it */
};

struct edivisive_state {
    const struct edivisive_plan *plan;
    struct series_front front;
    size_t base;                  /* values before this place are not at hand */
    double *values;               /* [base, n) */
    size_t value_capacity;        /* from base on */
    struct series_gap *gaps;      /* ascending */
    struct weak_entry *weak;      /* before the merge, ascending */
    struct kept_point *kept;      /* after it */
    struct script_entry *entries; /* of the scripts, one kept point's after the other's */
    struct change_point *points;  /* as reported */
    size_t gap_capacity, weak_capacity, kept_capacity, entry_capacity, point_capacity;
    size_t weak_count, kept_count, entry_count;
    struct memo memo;
};

/* Scratch memory of appends. */
struct append_scratch {
    size_t capacity, count;
    struct weak_entry *fresh; /* weak points that may differ from those of the state */
    struct script_scratch script;
};

void append_scratch_done(struct append_scratch *scratch);

/* Makes room for count elements of `size` bytes; block and capacity stay if it fails. */
enum analysis_status append_reserve(void **block, size_t *capacity, size_t count, size_t size);

/* Takes the state to next, whose values and gaps stand in its arrays already; next may also be
 * shorter than what the state holds, from a finished window on. ANALYSIS_NO_MEMORY and
 * ANALYSIS_NO_VALUES leave the state as it was. */
enum analysis_status append_update(struct edivisive_state *state,
                                   struct edivisive_workspace *workspace, struct series_front next);

#endif
