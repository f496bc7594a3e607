/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_view.h - a frame as the table of named columns that Orion prints from: the run id, values,
 * attributes, time, version, pull requests and display fields in one row of columns, and what a
 * cell is in each output.
 *
 * A display field with the name of an earlier column takes its place, as assigning to a column does
 * in pandas. */
#ifndef RIGEL_ORION_PRINT_VIEW_H
#define RIGEL_ORION_PRINT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "orion/frame.h"
#include "report/python_number.h"
#include "report/tabulate.h"

enum view_kind { VIEW_INDEX, VIEW_RUN, VIEW_CELLS, VIEW_TIME, VIEW_VERSION, VIEW_PRS };

struct view_column {
    const char *name;
    enum view_kind kind;
    size_t column; /* VIEW_CELLS: of the frame */
    enum column_type type;
    bool is_display, is_value;
};

struct view {
    struct arena *arena;
    const struct frame *frame;
    struct view_column *columns;
    size_t count;
};

struct view view_of(struct arena *arena, const struct frame *frame);
/* The place of the column with that name; SIZE_MAX: none. */
size_t view_find(const struct view *view, const char *name);

/* Seconds since 1970, or what pandas makes of NaT there. */
int64_t view_time(const struct frame_row *row);

/* The cell in tables, as the frame has it or as it comes back out of JSON (rounded). */
struct table_cell view_table_cell(const struct view *view, const struct view_column *column,
                                  size_t row);
struct table_cell view_json_cell(const struct view *view, const struct view_column *column,
                                 size_t row);
/* The cell in a JSON document at a depth. */
void view_put_json(struct buffer *out, const struct view *view, const struct view_column *column,
                   size_t row, unsigned level);
/* The cell as to_csv writes it, before quoting. */
const char *view_csv(const struct view *view, const struct view_column *column, size_t row,
                     char scratch[PYTHON_NUMBER_SIZE]);

/* "2026-11-22T12:00:00" in UTC, with `between` for the T; gives out. */
const char *print_time(int64_t seconds, char between, char out[PYTHON_NUMBER_SIZE]);

/* str() of a list of texts: ['a', 'b']. */
void view_put_list(struct buffer *out, const char *const *items, size_t count);

#endif
