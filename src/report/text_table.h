/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_table.h - rows of text in aligned columns, for terminals and logs.
 *
 * Widths are columns of the display: a combining mark takes none, a wide East Asian character two.
 * Cells come from outside: control characters and bytes that are no UTF-8 are shown as '?', so that
 * a name can neither move the cursor nor break a row. The frame itself is plain ASCII. */
#ifndef RIGEL_REPORT_TEXT_TABLE_H
#define RIGEL_REPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct text_column {
    const char *title;
    bool right; /* aligned to the right: numbers */
};

/* cells: row by row, count of columns each; NULL prints as nothing. Columns are two blanks apart,
 * titles are underlined with '-', no line ends in blanks. */
void text_table_write(struct buffer *out, const struct text_column *columns, size_t column_count,
                      const char *const *cells, size_t row_count);

/* Display columns of text, as text_table_write shows it. */
size_t text_width(const char *text);

#endif
