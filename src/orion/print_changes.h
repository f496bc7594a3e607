/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_changes.h - a verdict's changes by row, and which rows an output shows. */
#ifndef RIGEL_ORION_PRINT_CHANGES_H
#define RIGEL_ORION_PRINT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "orion/judge.h"
#include "orion/options.h"

struct changes_by_row {
    const struct frame_change **sorted; /* by row, then as the verdict has them */
    const size_t *first;                /* of a row; first[rows] is the count */
};

struct changes_by_row changes_sort(struct arena *arena, const struct orion_verdict *verdict);
/* The change of a column in a row; NULL: none. */
const struct frame_change *changes_find(const struct changes_by_row *changes, size_t row,
                                        size_t column);

/* (after - before) / before * 100, as JSON, JUnit and the summary have it: not finite where the
 * mean before is 0 (fault 14). */
double change_percent(const struct frame_change *change);
/* (after / before - 1) * 100, as tables have it: 0 for a change from 0 (fault 14), or as the
 * others where the right answer is wanted. */
double change_table_percent(const struct frame_change *change, bool correct);
/* Says once an output that fault 14 shows in it. */
void changes_warn_of_zero(const struct orion_verdict *verdict, bool correct);

struct row_list {
    const size_t *rows;
    size_t count;
};

/* The rows of JSON and JUnit: all, or with --collapse each changed row with the one before and
 * after, no row twice, in the order the changes bring them. */
struct row_list changes_shown_rows(struct arena *arena, const struct orion_verdict *verdict,
                                   bool collapse);

#endif
