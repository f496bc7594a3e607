/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/tabulate.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "report/python_number.h"
#include "report/table_layout.h"

struct line_style {
    const char *begin, *between, *end;
    char fill; /* 0: there is no such line */
};

struct style {
    struct line_style above, below_header, between_rows, below;
    struct line_style row; /* fill is not used */
    size_t padding;
    bool is_multiline;
};

static const struct style STYLES[] = {
    [TABLE_SIMPLE] = {{0}, {"", "  ", "", '-'}, {0}, {0}, {"", "  ", "", 0}, 0, true},
    [TABLE_PSQL] = {{"+", "+", "+", '-'},
                    {"|", "+", "|", '-'},
                    {0},
                    {"+", "+", "+", '-'},
                    {"|", "|", "|", 0},
                    1,
                    true},
    [TABLE_OUTLINE] = {{"+", "+", "+", '-'},
                       {"+", "+", "+", '='},
                       {0},
                       {"+", "+", "+", '-'},
                       {"|", "|", "|", 0},
                       1,
                       false},
    [TABLE_GRID] = {{"+", "+", "+", '-'},
                    {"+", "+", "+", '='},
                    {"+", "+", "+", '-'},
                    {"+", "+", "+", '-'},
                    {"|", "|", "|", 0},
                    1,
                    true},
};
struct drawing {
    struct table_layout layout;
    const struct style *style;
    bool has_lines; /* something was written: the next line begins with a line feed */
};

static void put_blanks(struct buffer *out, size_t count)
{
    static const char blanks[] = "                                                                ";

    for (; count > sizeof blanks - 1; count -= sizeof blanks - 1)
        buffer_append(out, blanks, sizeof blanks - 1);
    buffer_append(out, blanks, count);
}

/* Where the new line starts. */
static size_t begin_line(struct buffer *out, struct drawing *drawing)
{
    if (drawing->has_lines)
        buffer_byte(out, '\n');
    drawing->has_lines = true;
    return out->size;
}

/* Ends a line that began at `start`: no white space stays at its end. */
static void end_line(struct buffer *out, size_t start)
{
    if (!buffer_ok(out) || out->size == start)
        return;
    out->size = start + python_rstrip(out->data + start, out->size - start);
    out->data[out->size] = '\0';
}

static void put_rule(struct buffer *out, struct drawing *drawing, const struct line_style *line)
{
    if (!line->fill)
        return;
    (void)begin_line(out, drawing);
    buffer_text(out, line->begin);
    for (size_t i = 0; i < drawing->layout.column_count; i++) {
        if (i > 0)
            buffer_text(out, line->between);
        const size_t width = drawing->layout.columns[i].width + 2 * drawing->style->padding;
        for (size_t done = 0; done < width; done++)
            buffer_byte(out, line->fill);
    }
    buffer_text(out, line->end);
}

static void put_cell(struct buffer *out, const struct drawing *drawing,
                     const struct shown_column *column, const struct shown *cell)
{
    const size_t tail = cell == &column->header ? 0 : table_tail_blanks(column, cell);
    const size_t blanks = column->width - cell->count - tail;

    put_blanks(out, drawing->style->padding + (column->flush_right ? blanks : 0));
    buffer_append(out, cell->text, cell->size);
    put_blanks(out, drawing->style->padding + (column->flush_right ? tail : blanks));
}

static const struct shown *cell_of(const struct shown_column *column, size_t row)
{
    return row == SIZE_MAX ? &column->header : &column->cells[row];
}

static void put_line(struct buffer *out, struct drawing *drawing, size_t row)
{
    const struct line_style *line = &drawing->style->row;
    const size_t start = begin_line(out, drawing);

    buffer_text(out, line->begin);
    for (size_t i = 0; i < drawing->layout.column_count; i++) {
        if (i > 0)
            buffer_text(out, line->between);
        put_cell(out, drawing, &drawing->layout.columns[i],
                 cell_of(&drawing->layout.columns[i], row));
    }
    buffer_text(out, line->end);
    end_line(out, start);
}

/* Size of the line break (as str.splitlines() knows them) at text; 0: it is none. */
static size_t line_break_at(const char *text, const char *end)
{
    const unsigned char *at = (const unsigned char *)text;
    const size_t left = (size_t)(end - text);

    if (left >= 2 && at[0] == '\r' && at[1] == '\n')
        return 2;
    if (left >= 1 && ((*at >= 0x0a && *at <= 0x0d) || (*at >= 0x1c && *at <= 0x1e)))
        return 1;
    if (left >= 2 && at[0] == 0xc2 && at[1] == 0x85)
        return 2;
    return left >= 3 && at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9) ? 3 : 0;
}

/* Takes the next line of *text; false: there is none (a break at the end makes no line). */
static bool next_line(const char **text, const char *end, bool is_header, struct shown *ret)
{
    const char *start = *text, *at = start;
    size_t size = 0;

    if (!start || (start == end && !is_header))
        return false;
    for (; at < end; at++) {
        size = is_header ? *at == '\r' || *at == '\n' : line_break_at(at, end);
        if (size > 0)
            break;
    }
    *ret = (struct shown){start, (size_t)(at - start), 0, -1};
    ret->count = table_characters(start, ret->size);
    /* A header's lines are pieces between breaks; a cell's end with a break or the text. */
    *text = at == end ? NULL : at + size;
    return true;
}

/* The lines of one row's cells: what is left of each, and the line at hand. */
struct walk {
    const char *at, *end;
    struct shown line;
    bool has_line;
};

static struct walk *walk_row(const struct drawing *drawing, size_t row)
{
    struct walk *walks =
        ARENA_ARRAY(drawing->layout.arena, struct walk, drawing->layout.column_count);

    for (size_t i = 0; i < drawing->layout.column_count; i++) {
        const struct shown *cell = cell_of(&drawing->layout.columns[i], row);
        const size_t tail =
            row == SIZE_MAX ? 0 : table_tail_blanks(&drawing->layout.columns[i], cell);
        walks[i].at = arena_printf(drawing->layout.arena, "%.*s%*s", (int)cell->size, cell->text,
                                   (int)tail, "");
        walks[i].end = walks[i].at + cell->size + tail;
    }
    return walks;
}

static void put_walked(struct buffer *out, const struct drawing *drawing,
                       const struct shown_column *column, const struct walk *walk)
{
    const size_t blanks = column->width - (walk->has_line ? walk->line.count : 0);
    const bool left = walk->has_line && !column->flush_right;

    put_blanks(out, drawing->style->padding + (left ? 0 : blanks));
    if (walk->has_line)
        buffer_append(out, walk->line.text, walk->line.size);
    put_blanks(out, drawing->style->padding + (left ? blanks : 0));
}

/* A row whose cells may have several lines, aligned at the top; none where all are empty. */
static void put_lines(struct buffer *out, struct drawing *drawing, size_t row)
{
    const struct line_style *line = &drawing->style->row;
    struct walk *walks = walk_row(drawing, row);

    for (;;) {
        bool any = false;
        for (size_t i = 0; i < drawing->layout.column_count; i++)
            any |= walks[i].has_line =
                next_line(&walks[i].at, walks[i].end, row == SIZE_MAX, &walks[i].line);
        if (!any)
            return;
        const size_t start = begin_line(out, drawing);
        buffer_text(out, line->begin);
        for (size_t i = 0; i < drawing->layout.column_count; i++) {
            if (i > 0)
                buffer_text(out, line->between);
            put_walked(out, drawing, &drawing->layout.columns[i], &walks[i]);
        }
        buffer_text(out, line->end);
        end_line(out, start);
    }
}

static void put_row(struct buffer *out, struct drawing *drawing, size_t row)
{
    if (drawing->layout.is_multiline)
        put_lines(out, drawing, row);
    else
        put_line(out, drawing, row);
}

void tabulate(struct buffer *out, const struct table *table)
{
    AUTO_ARENA arena = arena_new();
    const struct style *style = &STYLES[table->style];

    assert(table->header_count > 0);
    struct drawing drawing = {.layout = table_lay_out(arena, table, style->is_multiline),
                              .style = style};
    put_rule(out, &drawing, &style->above);
    put_row(out, &drawing, SIZE_MAX);
    put_rule(out, &drawing, &style->below_header);
    for (size_t row = 0; row < table->row_count; row++) {
        if (row > 0)
            put_rule(out, &drawing, &style->between_rows);
        put_row(out, &drawing, row);
    }
    put_rule(out, &drawing, &style->below);
}
