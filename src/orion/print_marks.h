/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_marks.h - the three lines that stand before a changed row in the text report. */
#ifndef RIGEL_ORION_PRINT_MARKS_H
#define RIGEL_ORION_PRINT_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "orion/print_changes.h"

/* The columns of one table, by their whole names. */
struct mark_group {
    const char **names;
    size_t count;
};

struct mark_groups {
    struct mark_group *items;
    size_t count;
};

/* Writes the tables (one a group, an empty line between) with the lines of the verdict's changes.
 * As in Orion, the tables are found again by their lines. */
void marks_insert(struct buffer *out, const struct buffer *tables,
                  const struct orion_verdict *verdict, const struct mark_groups *groups,
                  bool correct);

#endif
