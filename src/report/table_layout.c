/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table_layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/python_number.h"

enum { HEADER_PADDING = 2, DEFAULT_DIGITS = 6 };

size_t table_characters(const char *text, size_t size)
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
        const size_t count = table_characters(text + start, end - start);
        widest = count > widest ? count : widest;
    }
    return widest;
}

static struct shown show(const struct table_layout *layout, const char *text, size_t size)
{
    return (struct shown){.text = text,
                          .size = size,
                          .count = layout->is_multiline ? widest_line(text, size)
                                                        : table_characters(text, size),
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
static struct shown show_plain(const struct table_layout *layout, const struct table_cell *cell)
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

static struct shown show_real(const struct table_layout *layout, const struct table_cell *cell)
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

static struct shown show_cell(const struct table_layout *layout, const struct shown_column *column,
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

size_t table_tail_blanks(const struct shown_column *column, const struct shown *cell)
{
    return column->at_point ? (size_t)(column->after_point - cell->after_point) : 0;
}

static void lay_out_column(const struct table_layout *layout, struct shown_column *column,
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
        const size_t width = column->cells[i].count + table_tail_blanks(column, &column->cells[i]);
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

struct table_layout table_lay_out(struct arena *arena, const struct table *table, bool breaks)
{
    const bool has_rows = table->row_count > 0;
    /* Without a row tabulate knows no column but the headers. */
    const size_t columns = has_rows ? table->column_count : table->header_count;
    const size_t unnamed = columns > table->header_count ? columns - table->header_count : 0;
    struct table_layout layout = {.arena = arena,
                                  .table = table,
                                  .is_multiline = breaks && any_line_break(table),
                                  .columns = ARENA_ARRAY(arena, struct shown_column, columns),
                                  .column_count = columns};

    for (size_t i = 0; i < columns; i++) {
        struct shown_column *column = &layout.columns[i];
        const char *header = i < unnamed ? "" : table->headers[i - unnamed];

        column->type = SHOWN_TEXT;
        if (has_rows)
            lay_out_column(&layout, column, table->columns[i]);
        column->header = show(&layout, header, strlen(header));
        const size_t least = column->header.count + HEADER_PADDING;
        column->width = least > column->width ? least : column->width;
    }
    return layout;
}
