/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tabulate.h - tables of typed cells, laid out byte for byte as Python's tabulate 0.9 does.
 *
 * As there, a text that reads as a number is one ("4.20" in a column of numbers shows as 4.2), a
 * column takes the most general type of its cells, numbers are aligned at the decimal point, texts
 * lose the blanks around them, a width is a count of characters (no wide ones), and line breaks in
 * cells make rows of several lines, but for TABLE_OUTLINE. Escape sequences for colours are not
 * known here. Texts are UTF-8. */
#ifndef RIGEL_REPORT_TABULATE_H
#define RIGEL_REPORT_TABULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum table_style { TABLE_SIMPLE, TABLE_PSQL, TABLE_OUTLINE, TABLE_GRID };

enum table_cell_kind {
    TABLE_NONE, /* Python's None: shows as nothing */
    TABLE_BOOL, /* integer is 0 or 1 */
    TABLE_INTEGER,
    TABLE_REAL, /* may be infinite or NaN */
    TABLE_TEXT
};

struct table_cell {
    enum table_cell_kind kind;
    int64_t integer;
    double real;
    const char *text; /* TABLE_TEXT: ends with NUL */
};

struct table {
    enum table_style style;
    unsigned digits; /* of reals (format "g"); 0: six */
    /* Columns from this one on are flush right, numbers without regard to their points (colalign);
     * 0: as the types of the columns say. */
    size_t right_from;
    /* One a column. Where there are fewer, the first columns have none; more are left out unless
     * there is no row. */
    const char *const *headers;
    size_t header_count;               /* at least 1 */
    const struct table_cell **columns; /* column_count pointers to row_count cells */
    size_t column_count, row_count;
};

/* Without a line feed at the end. */
void tabulate(struct buffer *out, const struct table *table);

#endif
