/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table_layout.h - the cells of a table (tabulate.h) as texts, with their columns' types, alignment
 * and widths: all that is known before the first line is drawn. */
#ifndef RIGEL_REPORT_TABLE_LAYOUT_H
#define RIGEL_REPORT_TABLE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "report/tabulate.h"

/* From the least to the most general: a column's type is the greatest of its cells' types. */
enum shown_type { SHOWN_NONE, SHOWN_BOOL, SHOWN_INTEGER, SHOWN_REAL, SHOWN_TEXT };
/* A cell's text: count is characters of its widest line. */
struct shown {
    const char *text;
    size_t size, count;
    int after_point; /* characters after the point or the e of a number; -1: it has none */
};

struct shown_column {
    enum shown_type type;
    bool flush_right, at_point; /* at_point: aligned at the decimal point */
    size_t width;
    int after_point; /* the most of its cells */
    struct shown header;
    struct shown *cells;
};

struct table_layout {
    struct arena *arena;
    const struct table *table;
    bool is_multiline; /* line breaks in cells make lines */
    struct shown_column *columns;
    size_t column_count;
};

/* breaks: the style draws cells of several lines. Lives in arena, and as long as the table. */
struct table_layout table_lay_out(struct arena *arena, const struct table *table, bool breaks);
/* Blanks that stand behind a cell so that the points of a column are one below the other. */
size_t table_tail_blanks(const struct shown_column *column, const struct shown *cell);
/* Characters of a text. */
size_t table_characters(const char *text, size_t size);

#endif
