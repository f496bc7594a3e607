/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_view.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config/python_text.h"
#include "orion/print_value.h"
#include "report/python_number.h"

/* pandas keeps NaT as the least 64-bit number of nanoseconds and divides that, too. */
static const int64_t NAT_SECONDS = -9223372037;

int64_t view_time(const struct frame_row *row)
{
    return row->has_time ? row->time : NAT_SECONDS;
}

size_t view_find(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++)
        if (!strcmp(view->columns[i].name, name))
            return i;
    return SIZE_MAX;
}

static void add(struct view *view, const struct view_column *column)
{
    const size_t place = view_find(view, column->name);

    if (place != SIZE_MAX) {
        const bool is_value = view->columns[place].is_value;
        view->columns[place] = *column;
        view->columns[place].is_value = is_value;
        return;
    }
    view->columns[view->count++] = *column;
}

static void add_named(struct view *view, const char *name, enum view_kind kind)
{
    add(view, &(struct view_column){.name = name, .kind = kind, .type = COLUMN_IS_OBJECT});
}

static void add_cells(struct view *view, bool is_display)
{
    for (size_t i = 0; i < view->frame->column_count; i++) {
        const struct frame_column *column = &view->frame->columns[i];
        struct view_column cells = {.name = column->name, .kind = VIEW_CELLS, .column = i};

        if ((column->role == COLUMN_DISPLAY) != is_display)
            continue;
        cells.is_display = is_display;
        cells.is_value = column->role == COLUMN_VALUE;
        cells.type = frame_column_type(view->frame, i);
        add(view, &cells);
    }
}

struct view view_of(struct arena *arena, const struct frame *frame)
{
    struct view view = {.arena = arena, .frame = frame};

    view.columns = ARENA_ARRAY(arena, struct view_column, frame->column_count + 5);
    if (frame->has_indexes)
        add_named(&view, "index", VIEW_INDEX);
    add_named(&view, frame->test->uuid_field, VIEW_RUN);
    add_cells(&view, false);
    add_named(&view, "timestamp", VIEW_TIME);
    if (!frame->lacks_versions) {
        add_named(&view, frame->test->version_field, VIEW_VERSION);
        add_named(&view, "prs", VIEW_PRS);
    }
    add_cells(&view, true);
    return view;
}

void view_put_list(struct buffer *out, const char *const *items, size_t count)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(out, ", ");
        python_string_repr(out, items[i]);
    }
    buffer_byte(out, ']');
}

static const char *list_text(const struct view *view, const struct frame_row *row)
{
    AUTO_BUFFER out;

    buffer_init(&out, SIZE_MAX);
    if (row->prs_text)
        return row->prs_text;
    view_put_list(&out, row->prs.items, row->prs.count);
    return arena_strndup(view->arena, out.data ? out.data : "", out.size);
}

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

/* The cell with the type that its column has in pandas. */
static struct cell cell_of(const struct view *view, const struct view_column *column, size_t row)
{
    const struct frame_row *of_row = &view->frame->rows[row];
    struct cell cell;

    switch (column->kind) {
    case VIEW_INDEX:
        return (struct cell){.kind = CELL_INTEGER, .integer = (int64_t)of_row->index};
    case VIEW_RUN:
        return text_cell(of_row->run);
    case VIEW_TIME:
        if (view->frame->has_real_times)
            return (struct cell){.kind = CELL_REAL, .real = of_row->real_time};
        return (struct cell){.kind = CELL_INTEGER, .integer = view_time(of_row)};
    case VIEW_VERSION:
        return of_row->version;
    case VIEW_PRS:
        return text_cell(list_text(view, of_row));
    case VIEW_CELLS:
        break;
    }
    cell = view->frame->columns[column->column].cells[row];
    if (column->type == COLUMN_IS_REAL && cell.kind == CELL_INTEGER)
        cell.kind = CELL_REAL;
    return cell;
}

static const char *json_as_text(const struct view *view, const char *json)
{
    const struct print_value *value = print_value_read(view->arena, json, strlen(json));

    return value ? print_value_text(view->arena, value) : json;
}

struct table_cell view_table_cell(const struct view *view, const struct view_column *column,
                                  size_t row)
{
    const struct cell cell = cell_of(view, column, row);
    const bool is_none = cell.is_none && column->type == COLUMN_IS_OBJECT;

    switch (cell.kind) {
    case CELL_BOOL:
        return (struct table_cell){.kind = TABLE_BOOL, .integer = cell.integer};
    case CELL_INTEGER:
        return (struct table_cell){.kind = TABLE_INTEGER, .integer = cell.integer};
    case CELL_REAL:
        return (struct table_cell){.kind = TABLE_REAL, .real = cell.real};
    case CELL_TEXT:
        return (struct table_cell){.kind = TABLE_TEXT, .text = cell.text};
    case CELL_JSON:
        return (struct table_cell){.kind = TABLE_TEXT, .text = json_as_text(view, cell.text)};
    case CELL_MISSING:
        break;
    }
    return (struct table_cell){.kind = is_none ? TABLE_NONE : TABLE_REAL, .real = (double)NAN};
}

struct table_cell view_json_cell(const struct view *view, const struct view_column *column,
                                 size_t row)
{
    struct table_cell cell = view_table_cell(view, column, row);

    if (cell.kind == TABLE_REAL) {
        cell.real = python_json_rounded(cell.real);
        /* null in the JSON: NaN again in a column of numbers, nothing in any other. */
        if (!isfinite(cell.real))
            cell = column->type == COLUMN_IS_REAL
                       ? (struct table_cell){.kind = TABLE_REAL, .real = (double)NAN}
                       : (struct table_cell){.kind = TABLE_NONE};
    }
    return cell;
}

static void put_prs(struct buffer *out, const struct frame_row *row, unsigned level)
{
    if (row->prs_text) {
        print_json_text(out, row->prs_text);
        return;
    }
    if (row->prs.count == 0) {
        buffer_text(out, "[]");
        return;
    }
    buffer_byte(out, '[');
    for (size_t i = 0; i < row->prs.count; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        print_indent(out, level + 1);
        print_json_text(out, row->prs.items[i]);
    }
    print_indent(out, level);
    buffer_byte(out, ']');
}

static void put_json_value(struct buffer *out, const struct view *view, const char *json,
                           unsigned level)
{
    const struct print_value *value = print_value_read(view->arena, json, strlen(json));

    if (value)
        print_value_json(out, value, level, true);
    else
        print_json_text(out, json);
}

void view_put_json(struct buffer *out, const struct view *view, const struct view_column *column,
                   size_t row, unsigned level)
{
    char number[PYTHON_NUMBER_SIZE];

    if (column->kind == VIEW_PRS) {
        put_prs(out, &view->frame->rows[row], level);
        return;
    }
    const struct cell cell = cell_of(view, column, row);
    switch (cell.kind) {
    case CELL_MISSING:
        buffer_text(out, "null");
        break;
    case CELL_BOOL:
        buffer_text(out, cell.integer ? "true" : "false");
        break;
    case CELL_INTEGER:
        buffer_printf(out, "%" PRId64, cell.integer);
        break;
    case CELL_REAL:
        buffer_append(out, number, python_json_number(cell.real, number));
        break;
    case CELL_TEXT:
        print_json_text(out, cell.text);
        break;
    case CELL_JSON:
        put_json_value(out, view, cell.text, level);
        break;
    }
}

const char *view_csv(const struct view *view, const struct view_column *column, size_t row,
                     char scratch[PYTHON_NUMBER_SIZE])
{
    if (column->kind == VIEW_TIME) {
        const struct frame_row *of_row = &view->frame->rows[row];
        if (!of_row->has_time)
            return "";
        return print_time(of_row->time, 'T', scratch);
    }
    const struct cell cell = cell_of(view, column, row);
    switch (cell.kind) {
    case CELL_MISSING:
        return "";
    case CELL_BOOL:
        return cell.integer ? "True" : "False";
    case CELL_INTEGER:
        (void)snprintf(scratch, PYTHON_NUMBER_SIZE, "%" PRId64, cell.integer);
        return scratch;
    case CELL_REAL:
        if (isnan(cell.real))
            return "";
        (void)python_repr(cell.real, scratch);
        return scratch;
    case CELL_TEXT:
        return cell.text;
    case CELL_JSON:
        return json_as_text(view, cell.text);
    }
    return "";
}

const char *print_time(int64_t seconds, char between, char out[PYTHON_NUMBER_SIZE])
{
    const time_t time = (time_t)seconds;
    struct tm parts;

    *out = '\0';
    if (!gmtime_r(&time, &parts) || !strftime(out, PYTHON_NUMBER_SIZE, "%Y-%m-%dT%H:%M:%S", &parts))
        return out;
    *strchr(out, 'T') = between;
    return out;
}
