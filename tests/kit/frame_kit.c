/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/frame_kit.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { ROOM = 16 };

struct frame *frame_kit_new(struct arena *arena, const struct test *test, size_t rows)
{
    struct frame *frame = ARENA_NEW(arena, struct frame);

    frame->arena = arena;
    frame->test = test;
    frame->row_count = rows;
    frame->rows = ARENA_ARRAY(arena, struct frame_row, rows);
    frame->columns = ARENA_ARRAY(arena, struct frame_column, ROOM);
    for (size_t i = 0; i < rows; i++)
        frame->rows[i] = (struct frame_row){
            .run = arena_printf(arena, "u%03zu", i),
            .time = 1700000000 + (int64_t)i * 86400,
            .has_time = true,
            .version = frame_kit_text(arena_printf(arena, "4.19.%zu", i)),
        };
    return frame;
}

struct cell frame_kit_missing(void)
{
    return (struct cell){.kind = CELL_MISSING};
}

struct cell frame_kit_bool(bool value)
{
    return (struct cell){.kind = CELL_BOOL, .integer = value};
}

struct cell frame_kit_integer(long long value)
{
    return (struct cell){.kind = CELL_INTEGER, .integer = value, .real = (double)value};
}

struct cell frame_kit_real(double value)
{
    return isnan(value) ? frame_kit_missing() : (struct cell){.kind = CELL_REAL, .real = value};
}

struct cell frame_kit_text(const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

size_t frame_kit_add(struct frame *frame, const char *name, enum column_role role,
                     const struct metric *metric, const struct cell *cells)
{
    assert(frame->column_count < ROOM);

    struct frame_column *column = &frame->columns[frame->column_count];

    *column = (struct frame_column){
        .name = name,
        .role = role,
        .metric = metric,
        .cells = ARENA_ARRAY(frame->arena, struct cell, frame->row_count),
    };
    if (frame->row_count > 0)
        memcpy(column->cells, cells, frame->row_count * sizeof *cells);
    return frame->column_count++;
}

size_t frame_kit_add_numbers(struct frame *frame, const char *name, const struct metric *metric,
                             const double *numbers)
{
    struct cell *cells = ARENA_ARRAY(frame->arena, struct cell, frame->row_count);

    for (size_t i = 0; i < frame->row_count; i++)
        cells[i] = frame_kit_real(numbers[i]);
    return frame_kit_add(frame, name, COLUMN_VALUE, metric, cells);
}
