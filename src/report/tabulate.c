/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/tabulate.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "report/python_number.h"

enum { HEADER_PADDING = 2, DEFAULT_DIGITS = 6 };

/* From the least to the most general: a column's type is the greatest of its cells' types. */
enum shown_type { SHOWN_NONE, SHOWN_BOOL, SHOWN_INTEGER, SHOWN_REAL, SHOWN_TEXT };

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

struct layout {
    struct arena *arena;
    const struct table *table;
    const struct style *style;
    bool is_multiline;
    struct shown_column *columns;
    size_t column_count;
    bool has_lines; /* something was written: the next line begins with a line feed */
};

static size_t character_count(const char *text, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0u) != 0x80;
    return count;
}

static size_t widest_line(const char *text, size_t size)
{
    size_t widest = 0;

    for (size_t start = 0, end; start <= size; start = end + 1) {
        for (end = start; end < size && text[end] != '\n' && text[end] != '\r';)
            end++;
        const size_t count = character_count(text + start, end - start);
        widest = count > widest ? count : widest;
    }
    return widest;
}

static struct shown show(const struct layout *layout, const char *text, size_t size)
{
    return (struct shown){.text = text,
                          .size = size,
                          .count = layout->is_multiline ? widest_line(text, size)
                                                        : character_count(text, size),
                          .after_point = -1};
}

static enum shown_type text_type(const char *text)
{
    double number;

    if (!strcmp(text, "True") || !strcmp(text, "False"))
        return SHOWN_BOOL;
    if (python_reads_int(text))
        return SHOWN_INTEGER;
    if (!python_reads_float(text, &number))
        return SHOWN_TEXT;
    if (isfinite(number))
        return SHOWN_REAL;
    /* Of the ways to write these, tabulate takes three. */
    char lower[5] = "";
    for (size_t i = 0; i < 4 && text[i]; i++)
        lower[i] = (char)(text[i] | 0x20);
    return strlen(text) <= 4 &&
                   (!strcmp(lower, "inf") || !strcmp(text[0] == '-' ? lower : "", "-inf") ||
                    !strcmp(lower, "nan"))
               ? SHOWN_REAL
               : SHOWN_TEXT;
}

static enum shown_type cell_type(const struct table_cell *cell)
{
    static const enum shown_type types[] = {[TABLE_NONE] = SHOWN_NONE,
                                            [TABLE_BOOL] = SHOWN_BOOL,
                                            [TABLE_INTEGER] = SHOWN_INTEGER,
                                            [TABLE_REAL] = SHOWN_REAL};

    return cell->kind == TABLE_TEXT ? text_type(cell->text) : types[cell->kind];
}

static enum shown_type column_type(const struct table_cell *cells, size_t count)
{
    enum shown_type type = SHOWN_BOOL;

    for (size_t i = 0; i < count && type != SHOWN_TEXT; i++) {
        const enum shown_type of_cell = cell_type(&cells[i]);
        type = of_cell > type ? of_cell : type;
    }
    return type;
}

/* A cell of a column of reals, as a number; false: a text such as "True", which is none. */
static bool real_of(const struct table_cell *cell, double *ret_number)
{
    if (cell->kind == TABLE_TEXT)
        return python_reads_float(cell->text, ret_number);
    *ret_number = cell->kind == TABLE_REAL ? cell->real : (double)cell->integer;
    return true;
}

/* str() of a cell. */
static struct shown show_plain(const struct layout *layout, const struct table_cell *cell)
{
    char number[PYTHON_NUMBER_SIZE];
    size_t size;

    switch (cell->kind) {
    case TABLE_NONE:
        return show(layout, "", 0);
    case TABLE_BOOL:
        return show(layout, cell->integer ? "True" : "False", cell->integer ? 4 : 5);
    case TABLE_TEXT:
        return show(layout, cell->text, strlen(cell->text));
    case TABLE_INTEGER:
        size = (size_t)snprintf(number, sizeof number, "%lld", (long long)cell->integer);
        break;
    default:
        size = python_repr(cell->real, number);
        break;
    }
    return show(layout, arena_strndup(layout->arena, number, size), size);
}

static int after_point(const char *text, size_t size)
{
    for (size_t i = size; i-- > 0;)
        if (text[i] == '.')
            return (int)(size - i - 1);
    for (size_t i = size; i-- > 0;)
        if (text[i] == 'e')
            return (int)(size - i - 1);
    return -1;
}

static struct shown show_real(const struct layout *layout, const struct table_cell *cell)
{
    char text[PYTHON_NUMBER_SIZE];
    double number;

    if (cell->kind == TABLE_NONE || !real_of(cell, &number))
        return show_plain(layout, cell);
    const unsigned digits = layout->table->digits ? layout->table->digits : DEFAULT_DIGITS;
    const size_t size = python_general(number, digits, text);
    struct shown shown = {arena_strndup(layout->arena, text, size), size, size, -1};
    shown.after_point = after_point(text, size);
    return shown;
}

static struct shown show_cell(const struct layout *layout, const struct shown_column *column,
                              const struct table_cell *cell)
{
    struct shown shown =
        column->type == SHOWN_REAL ? show_real(layout, cell) : show_plain(layout, cell);

    if (!column->at_point) {
        const char *text = shown.text;
        const size_t size = python_strip(&text, shown.size);
        if (size != shown.size)
            shown = show(layout, text, size);
    }
    return shown;
}

/* Blanks that stand behind a cell so that the points of a column are one below the other. */
static size_t tail_blanks(const struct shown_column *column, const struct shown *cell)
{
    return column->at_point ? (size_t)(column->after_point - cell->after_point) : 0;
}

static void lay_out_column(const struct layout *layout, struct shown_column *column,
                           const struct table_cell *cells)
{
    const size_t count = layout->table->row_count;

    const size_t index = (size_t)(column - layout->columns);
    const bool is_set = layout->table->right_from > 0 && index >= layout->table->right_from;

    column->type = column_type(cells, count);
    column->at_point = !is_set && (column->type == SHOWN_INTEGER || column->type == SHOWN_REAL);
    column->flush_right = is_set || column->at_point;
    column->cells = ARENA_ARRAY(layout->arena, struct shown, count);
    column->after_point = -1;
    for (size_t i = 0; i < count; i++) {
        column->cells[i] = show_cell(layout, column, &cells[i]);
        if (column->cells[i].after_point > column->after_point)
            column->after_point = column->cells[i].after_point;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t width = column->cells[i].count + tail_blanks(column, &column->cells[i]);
        column->width = width > column->width ? width : column->width;
    }
}

static bool has_line_break(const char *text)
{
    return strpbrk(text, "\r\n") != NULL;
}

static bool any_line_break(const struct table *table)
{
    for (size_t i = 0; i < table->header_count; i++)
        if (has_line_break(table->headers[i]))
            return true;
    for (size_t i = 0; i < table->column_count; i++)
        for (size_t row = 0; row < table->row_count; row++)
            if (table->columns[i][row].kind == TABLE_TEXT &&
                has_line_break(table->columns[i][row].text))
                return true;
    return false;
}

static void lay_out(struct layout *layout)
{
    const struct table *table = layout->table;
    const bool has_rows = table->row_count > 0;
    /* Without a row tabulate knows no column but the headers. */
    const size_t columns = has_rows ? table->column_count : table->header_count;
    const size_t unnamed = columns > table->header_count ? columns - table->header_count : 0;

    layout->style = &STYLES[table->style];
    layout->is_multiline = layout->style->is_multiline && any_line_break(table);
    layout->columns = ARENA_ARRAY(layout->arena, struct shown_column, columns);
    layout->column_count = columns;
    for (size_t i = 0; i < columns; i++) {
        struct shown_column *column = &layout->columns[i];
        const char *header = i < unnamed ? "" : table->headers[i - unnamed];

        column->type = SHOWN_TEXT;
        if (has_rows)
            lay_out_column(layout, column, table->columns[i]);
        column->header = show(layout, header, strlen(header));
        const size_t least = column->header.count + HEADER_PADDING;
        column->width = least > column->width ? least : column->width;
    }
}

static void put_blanks(struct buffer *out, size_t count)
{
    static const char blanks[] = "                                                                ";

    for (; count > sizeof blanks - 1; count -= sizeof blanks - 1)
        buffer_append(out, blanks, sizeof blanks - 1);
    buffer_append(out, blanks, count);
}

/* Where the new line starts. */
static size_t begin_line(struct buffer *out, struct layout *layout)
{
    if (layout->has_lines)
        buffer_byte(out, '\n');
    layout->has_lines = true;
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

static void put_rule(struct buffer *out, struct layout *layout, const struct line_style *line)
{
    if (!line->fill)
        return;
    (void)begin_line(out, layout);
    buffer_text(out, line->begin);
    for (size_t i = 0; i < layout->column_count; i++) {
        if (i > 0)
            buffer_text(out, line->between);
        const size_t width = layout->columns[i].width + 2 * layout->style->padding;
        for (size_t done = 0; done < width; done++)
            buffer_byte(out, line->fill);
    }
    buffer_text(out, line->end);
}

static void put_cell(struct buffer *out, const struct layout *layout,
                     const struct shown_column *column, const struct shown *cell)
{
    const size_t tail = cell == &column->header ? 0 : tail_blanks(column, cell);
    const size_t blanks = column->width - cell->count - tail;

    put_blanks(out, layout->style->padding + (column->flush_right ? blanks : 0));
    buffer_append(out, cell->text, cell->size);
    put_blanks(out, layout->style->padding + (column->flush_right ? tail : blanks));
}

static const struct shown *cell_of(const struct shown_column *column, size_t row)
{
    return row == SIZE_MAX ? &column->header : &column->cells[row];
}

static void put_line(struct buffer *out, struct layout *layout, size_t row)
{
    const struct line_style *line = &layout->style->row;
    const size_t start = begin_line(out, layout);

    buffer_text(out, line->begin);
    for (size_t i = 0; i < layout->column_count; i++) {
        if (i > 0)
            buffer_text(out, line->between);
        put_cell(out, layout, &layout->columns[i], cell_of(&layout->columns[i], row));
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
    ret->count = character_count(start, ret->size);
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

static struct walk *walk_row(const struct layout *layout, size_t row)
{
    struct walk *walks = ARENA_ARRAY(layout->arena, struct walk, layout->column_count);

    for (size_t i = 0; i < layout->column_count; i++) {
        const struct shown *cell = cell_of(&layout->columns[i], row);
        const size_t tail = row == SIZE_MAX ? 0 : tail_blanks(&layout->columns[i], cell);
        walks[i].at =
            arena_printf(layout->arena, "%.*s%*s", (int)cell->size, cell->text, (int)tail, "");
        walks[i].end = walks[i].at + cell->size + tail;
    }
    return walks;
}

static void put_walked(struct buffer *out, const struct layout *layout,
                       const struct shown_column *column, const struct walk *walk)
{
    const size_t blanks = column->width - (walk->has_line ? walk->line.count : 0);
    const bool left = walk->has_line && !column->flush_right;

    put_blanks(out, layout->style->padding + (left ? 0 : blanks));
    if (walk->has_line)
        buffer_append(out, walk->line.text, walk->line.size);
    put_blanks(out, layout->style->padding + (left ? blanks : 0));
}

/* A row whose cells may have several lines, aligned at the top; none where all are empty. */
static void put_lines(struct buffer *out, struct layout *layout, size_t row)
{
    const struct line_style *line = &layout->style->row;
    struct walk *walks = walk_row(layout, row);

    for (;;) {
        bool any = false;
        for (size_t i = 0; i < layout->column_count; i++)
            any |= walks[i].has_line =
                next_line(&walks[i].at, walks[i].end, row == SIZE_MAX, &walks[i].line);
        if (!any)
            return;
        const size_t start = begin_line(out, layout);
        buffer_text(out, line->begin);
        for (size_t i = 0; i < layout->column_count; i++) {
            if (i > 0)
                buffer_text(out, line->between);
            put_walked(out, layout, &layout->columns[i], &walks[i]);
        }
        buffer_text(out, line->end);
        end_line(out, start);
    }
}

static void put_row(struct buffer *out, struct layout *layout, size_t row)
{
    if (layout->is_multiline)
        put_lines(out, layout, row);
    else
        put_line(out, layout, row);
}

void tabulate(struct buffer *out, const struct table *table)
{
    AUTO_ARENA arena = arena_new();
    struct layout layout = {.arena = arena, .table = table};

    assert(table->header_count > 0);
    lay_out(&layout);
    put_rule(out, &layout, &layout.style->above);
    put_row(out, &layout, SIZE_MAX);
    put_rule(out, &layout, &layout.style->below_header);
    for (size_t row = 0; row < table->row_count; row++) {
        if (row > 0)
            put_rule(out, &layout, &layout.style->between_rows);
        put_row(out, &layout, row);
    }
    put_rule(out, &layout, &layout.style->below);
}
