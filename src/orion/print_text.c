/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "orion/fault_warning.h"
#include "orion/print.h"
#include "orion/print_marks.h"
#include "orion/print_view.h"
#include "report/tabulate.h"

/* The columns of the text report: what stands in each table, and what is cut into groups. */
struct text_report {
    struct arena *arena;
    const struct view *view;
    const struct view_column **fixed; /* run, attributes, version */
    size_t fixed_count;
    const struct view_column **grouped; /* values, then display fields */
    size_t grouped_count;
    const struct table_cell *times;
    const struct table_cell **fixed_cells;
    const struct marks *marks;
};

static bool is_fixed(const struct view *view, const struct view_column *column)
{
    const struct test *test = view->frame->test;

    if (column->kind == VIEW_CELLS && !column->is_display)
        return !column->is_value;
    return !strcmp(column->name, test->uuid_field) || !strcmp(column->name, test->version_field);
}

static const struct table_cell *time_cells(struct arena *arena, const struct frame *frame)
{
    struct table_cell *cells = ARENA_ARRAY(arena, struct table_cell, frame->row_count);
    char text[PYTHON_NUMBER_SIZE];

    for (size_t row = 0; row < frame->row_count; row++)
        cells[row] = (struct table_cell){
            .kind = TABLE_TEXT,
            .text = arena_strdup(arena, print_time(view_time(&frame->rows[row]), ' ', text))};
    return cells;
}

static const struct table_cell *cells_of(struct arena *arena, const struct view *view,
                                         const struct view_column *column)
{
    struct table_cell *cells = ARENA_ARRAY(arena, struct table_cell, view->frame->row_count);

    for (size_t row = 0; row < view->frame->row_count; row++)
        cells[row] = view_table_cell(view, column, row);
    return cells;
}

static struct text_report report_of(struct arena *arena, const struct view *view,
                                    const struct marks *marks)
{
    struct text_report report = {.arena = arena, .view = view, .marks = marks};

    report.fixed = ARENA_ARRAY(arena, const struct view_column *, view->count);
    report.grouped = ARENA_ARRAY(arena, const struct view_column *, view->count);
    for (size_t i = 0; i < view->count; i++)
        if (is_fixed(view, &view->columns[i]))
            report.fixed[report.fixed_count++] = &view->columns[i];
    for (size_t i = 0; i < view->count; i++)
        if (view->columns[i].is_value)
            report.grouped[report.grouped_count++] = &view->columns[i];
    for (size_t i = 0; i < view->count; i++)
        if (view->columns[i].is_display && !view->columns[i].is_value)
            report.grouped[report.grouped_count++] = &view->columns[i];
    report.times = time_cells(arena, view->frame);
    report.fixed_cells = ARENA_ARRAY(arena, const struct table_cell *, report.fixed_count);
    for (size_t i = 0; i < report.fixed_count; i++)
        report.fixed_cells[i] = cells_of(arena, view, report.fixed[i]);
    return report;
}

/* Size of the dotted parts that all names share; the last part of a name never belongs to them. */
static size_t shared_prefix(const struct view_column *const *columns, size_t count)
{
    size_t shared = 0;

    for (const char *dot = columns[0]->name; (dot = strchr(dot, '.')) != NULL; dot++) {
        const size_t size = (size_t)(dot - columns[0]->name) + 1;
        for (size_t i = 1; i < count; i++)
            if (strncmp(columns[i]->name, columns[0]->name, size) != 0)
                return shared;
        shared = size;
    }
    return shared;
}

/* Names without one that is there already. */
struct name_set {
    const char **names;
    size_t count;
};

static size_t add_name(struct name_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (!strcmp(set->names[i], name))
            return i;
    set->names[set->count] = name;
    return set->count++;
}

/* One table: time, the fixed columns, a group. Columns of one name are one, with the later cells;
 * headings are told apart by what is left of the names, which may be fewer. Gives the whole names,
 * which live as long as the report. */
static struct mark_group put_table(struct buffer *out, const struct text_report *report,
                                   const struct view_column *const *group, size_t count,
                                   size_t prefix)
{
    AUTO_ARENA arena = arena_new();
    const size_t most = 1 + report->fixed_count + count;
    struct name_set names = {ARENA_ARRAY(report->arena, const char *, most), 0};
    struct name_set headers = {ARENA_ARRAY(arena, const char *, most), 0};
    const struct table_cell **columns = ARENA_ARRAY(arena, const struct table_cell *, most);

    columns[add_name(&names, "time")] = report->times;
    (void)add_name(&headers, "time");
    for (size_t i = 0; i < report->fixed_count; i++) {
        columns[add_name(&names, report->fixed[i]->name)] = report->fixed_cells[i];
        (void)add_name(&headers, report->fixed[i]->name);
    }
    for (size_t i = 0; i < count; i++) {
        columns[add_name(&names, group[i]->name)] = cells_of(arena, report->view, group[i]);
        (void)add_name(&headers, group[i]->name + prefix);
    }
    tabulate(out, &(struct table){.style = TABLE_SIMPLE,
                                  .headers = headers.names,
                                  .header_count = headers.count,
                                  .columns = columns,
                                  .column_count = names.count,
                                  .row_count = report->view->frame->row_count});
    return (struct mark_group){names.names, names.count};
}

static void warn_of_prefix(const struct frame *frame, bool *warned)
{
    if (!*warned)
        fault_warn("fault 23: headings lose the dotted part that their columns share", "test",
                   frame->test->name);
    *warned = true;
}

/* Gives how many groups there are. */
static size_t put_tables(struct buffer *out, const struct text_report *report, size_t size,
                         struct mark_group *groups)
{
    bool warned = report->marks->correct;
    size_t made = 0;

    for (size_t start = 0; start < report->grouped_count; start += size) {
        const struct view_column *const *group = report->grouped + start;
        const size_t left = report->grouped_count - start, count = left < size ? left : size;
        const size_t prefix = shared_prefix(group, count);

        if (prefix > 0)
            warn_of_prefix(report->view->frame, &warned);
        if (start > 0)
            buffer_text(out, "\n\n");
        groups[made++] = put_table(out, report, group, count, report->marks->correct ? 0 : prefix);
    }
    return made;
}

void print_text_table(struct buffer *out, const struct orion_verdict *verdict,
                      const struct orion_options *options)
{
    AUTO_ARENA arena = arena_new();
    const struct view view = view_of(arena, verdict->frame);
    const struct marks marks = {verdict, changes_sort(arena, verdict), options->correct};
    const struct text_report report = report_of(arena, &view, &marks);
    struct mark_group *groups = ARENA_ARRAY(arena, struct mark_group, report.grouped_count + 1);
    AUTO_BUFFER tables;

    buffer_init(&tables, out->limit);
    changes_warn_of_zero(verdict, options->correct);
    if (options->column_group_size <= 0)
        return;
    const size_t count = put_tables(verdict->count ? &tables : out, &report,
                                    (size_t)options->column_group_size, groups);
    if (!buffer_ok(&tables))
        out->failed = true;
    else if (tables.size > 0)
        marks_insert(out, &tables, &marks, groups, count);
}
