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

/* Appends one table, whose columns have these whole names, with the lines of their changes. As in
 * Orion, rows are found by counting lines from the headings, the line with "time". */
void marks_insert(struct buffer *out, const struct buffer *table, const struct marks *marks,
                  const char *const *names, size_t count);

#endif
