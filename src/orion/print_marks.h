/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_marks.h - the three lines that stand before a changed row in the text report. */
#ifndef RIGEL_ORION_PRINT_MARKS_H
#define RIGEL_ORION_PRINT_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "orion/print_changes.h"

struct marks {
    const struct orion_verdict *verdict;
    struct changes_by_row changes;
    bool correct;
};

/* The whole names of one table's columns. */
struct mark_group {
    const char *const *names;
    size_t count;
};

/* Appends the tables, one a group and an empty line between, with the lines of their changes. As in
 * Orion, rows are found by counting lines from the headings, the line with "time"; what an earlier
 * table's marks add counts as one line, however many there are, so that marks of later tables stand
 * too high after a table with several. marks->correct: they stand at their rows. */
void marks_insert(struct buffer *out, const struct buffer *tables, const struct marks *marks,
                  const struct mark_group *groups, size_t group_count);

#endif
