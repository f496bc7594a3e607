/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/frame.h"

#include <math.h>
#include <string.h>

enum column_type cells_type(const struct cell *cells, size_t count)
{
    size_t kinds[CELL_JSON + 1] = {0}, nones = 0;

    if (count == 0)
        return COLUMN_IS_EMPTY;
    for (size_t i = 0; i < count; i++) {
        kinds[cells[i].kind]++;
        nones += cells[i].kind == CELL_MISSING && cells[i].is_none;
    }
    if (kinds[CELL_BOOL] == count)
        return COLUMN_IS_BOOL;
    if (kinds[CELL_INTEGER] == count)
        return COLUMN_IS_WHOLE;
    if (kinds[CELL_MISSING] == count && nones > 0)
        return COLUMN_IS_OBJECT;
    if (kinds[CELL_INTEGER] + kinds[CELL_REAL] + kinds[CELL_MISSING] == count)
        return COLUMN_IS_REAL;
    return COLUMN_IS_OBJECT;
}

enum column_type frame_column_type(const struct frame *frame, size_t column)
{
    const enum column_type type = cells_type(frame->columns[column].cells, frame->row_count);

    return type != COLUMN_IS_EMPTY && frame->columns[column].is_object ? COLUMN_IS_OBJECT : type;
}

bool frame_has_value(const struct frame *frame, size_t column)
{
    for (size_t row = 0; row < frame->row_count; row++)
        if (frame->columns[column].cells[row].kind != CELL_MISSING)
            return true;
    return false;
}

double cell_number(const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_BOOL:
        return (double)cell->integer;
    case CELL_INTEGER:
    case CELL_REAL:
        return cell->real;
    case CELL_MISSING:
    case CELL_TEXT:
    case CELL_JSON:
        break;
    }
    return (double)NAN;
}

double frame_number(const struct frame *frame, size_t column, size_t row)
{
    return cell_number(&frame->columns[column].cells[row]);
}

size_t frame_value_column(const struct frame *frame, const char *name)
{
    for (size_t i = 0; i < frame->column_count; i++)
        if (frame->columns[i].role == COLUMN_VALUE && strcmp(frame->columns[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

static struct cell *take_cells(const struct frame *frame, size_t column, const size_t *rows,
                               size_t count)
{
    const struct cell *cells = frame->columns[column].cells;
    const bool real = frame_column_type(frame, column) == COLUMN_IS_REAL;
    struct cell *taken = ARENA_ARRAY(frame->arena, struct cell, count);

    for (size_t i = 0; i < count; i++) {
        taken[i] = cells[rows[i]];
        if (real && taken[i].kind == CELL_INTEGER)
            taken[i].kind = CELL_REAL;
    }
    return taken;
}

struct frame *frame_take_rows(const struct frame *frame, const size_t *rows, size_t count)
{
    struct frame *taken = ARENA_NEW(frame->arena, struct frame);

    *taken = *frame;
    taken->row_count = count;
    taken->rows = ARENA_ARRAY(frame->arena, struct frame_row, count);
    for (size_t i = 0; i < count; i++)
        taken->rows[i] = frame->rows[rows[i]];
    taken->columns = ARENA_ARRAY(frame->arena, struct frame_column, frame->column_count);
    for (size_t i = 0; i < frame->column_count; i++) {
        taken->columns[i] = frame->columns[i];
        taken->columns[i].cells = take_cells(frame, i, rows, count);
    }
    return taken;
}
