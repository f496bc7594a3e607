/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CMR's frame: numbers become their mean, everything else its texts with commas between them. */
#include <math.h>

#include "base/limits.h"
#include "orion/cell_text.h"
#include "orion/judge_parts.h"

static double mean_of(const double *values, size_t n)
{
    struct percent_result result;

    (void)percent_run(values, n, 0, &result); /* leaves out the last */
    return result.mean_before;
}

static struct cell number_cell(double number)
{
    return (struct cell){.kind = isnan(number) ? CELL_MISSING : CELL_REAL, .real = number};
}

/* Texts on their way together. */
struct joiner {
    struct arena *arena;
    struct buffer text;
    bool failed; /* a text was too long, or memory ran out */
};

static void begin_item(struct joiner *joiner, size_t number)
{
    buffer_text(&joiner->text, number > 0 ? "," : "");
}

static const char *take_text(struct joiner *joiner)
{
    const bool ok = buffer_ok(&joiner->text);
    const char *text = ok ? arena_strdup(joiner->arena, joiner->text.data) : "";

    joiner->failed |= !ok;
    buffer_clear(&joiner->text);
    return text;
}

/* cells[0, count], the last one being the newest run's. */
static void combine_cells(struct joiner *joiner, const struct cell *cells, size_t count,
                          enum column_type type, struct cell ret[2])
{
    double *numbers = ARENA_ARRAY(joiner->arena, double, count + 1);

    ret[1] = cells[count];
    if (type != COLUMN_IS_WHOLE && type != COLUMN_IS_REAL) {
        for (size_t i = 0; i < count; i++) {
            begin_item(joiner, i);
            cell_text(&joiner->text, &cells[i]);
        }
        ret[0] = (struct cell){.kind = CELL_TEXT, .text = take_text(joiner)};
        return;
    }
    for (size_t i = 0; i <= count; i++)
        numbers[i] = cell_number(&cells[i]);
    ret[0] = number_cell(mean_of(numbers, count + 1));
    ret[1] = number_cell(numbers[count]);
}

static void combine_times(struct joiner *joiner, const struct frame *frame,
                          struct frame_row rows[2])
{
    double *times = ARENA_ARRAY(joiner->arena, double, frame->row_count);

    for (size_t i = 0; i < frame->row_count; i++)
        times[i] = frame->rows[i].has_time ? (double)frame->rows[i].time : (double)NAN;
    rows[0].real_time = mean_of(times, frame->row_count);
    rows[0].has_time = !isnan(rows[0].real_time);
    rows[0].time = rows[0].has_time ? (int64_t)floor(rows[0].real_time) : 0;
    rows[1].real_time = times[frame->row_count - 1];
}

static void combine_rows(struct joiner *joiner, const struct frame *frame, struct frame_row rows[2])
{
    const size_t last = frame->row_count - 1;
    struct cell *versions = ARENA_ARRAY(joiner->arena, struct cell, frame->row_count);
    struct cell two[2];

    rows[1] = frame->rows[last];
    combine_times(joiner, frame, rows);
    for (size_t i = 0; i <= last; i++)
        versions[i] = frame->rows[i].version;
    combine_cells(joiner, versions, last, cells_type(versions, last + 1), two);
    rows[0].version = two[0];
    rows[1].version = two[1];
    for (size_t i = 0; i < last; i++) {
        begin_item(joiner, i);
        buffer_text(&joiner->text, frame->rows[i].run);
    }
    rows[0].run = take_text(joiner);
    for (size_t i = 0; i < last; i++) {
        begin_item(joiner, i);
        text_list_repr(&joiner->text, &frame->rows[i].prs);
    }
    rows[0].prs_text = take_text(joiner);
}

/* A value column without any value has the mean of no number; Orion does not come as far. */
static enum column_type type_of(const struct frame *frame, size_t column)
{
    const bool is_value = frame->columns[column].role == COLUMN_VALUE;

    return is_value && !frame_has_value(frame, column) ? COLUMN_IS_REAL
                                                       : frame_column_type(frame, column);
}

const struct frame *judge_two_rows(struct arena *arena, const struct frame *frame)
{
    struct joiner joiner = {.arena = arena};
    struct frame *two = ARENA_NEW(arena, struct frame);

    buffer_init(&joiner.text, LIMIT_ANSWER_SIZE);
    *two = *frame;
    two->row_count = 2;
    two->has_real_times = true;
    two->rows = ARENA_ARRAY(arena, struct frame_row, 2);
    combine_rows(&joiner, frame, two->rows);
    two->columns = ARENA_ARRAY(arena, struct frame_column, frame->column_count);
    for (size_t i = 0; i < frame->column_count; i++) {
        two->columns[i] = frame->columns[i];
        two->columns[i].cells = ARENA_ARRAY(arena, struct cell, 2);
        combine_cells(&joiner, frame->columns[i].cells, frame->row_count - 1, type_of(frame, i),
                      two->columns[i].cells);
    }
    buffer_done(&joiner.text);
    return joiner.failed ? NULL : two;
}
