/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "orion/print.h"
#include "orion/print_baseline.h"
#include "orion/print_changes.h"
#include "orion/print_rows.h"
#include "orion/print_value.h"
#include "orion/print_view.h"
#include "report/tabulate.h"

enum { COMPARISON_DIGITS = 5 };

static void put_averages(struct buffer *out, const struct orion_verdict *periodic)
{
    char text[PYTHON_NUMBER_SIZE];
    bool any = false;

    buffer_byte(out, '{');
    for (size_t i = 0; i < periodic->frame->column_count; i++) {
        if (periodic->frame->columns[i].role != COLUMN_VALUE)
            continue;
        if (any)
            buffer_byte(out, ',');
        any = true;
        print_indent(out, 2);
        print_json_text(out, periodic->frame->columns[i].name);
        buffer_text(out, ": ");
        buffer_append(out, text, python_json_number(baseline_mean(periodic, i), text));
    }
    if (any)
        print_indent(out, 1);
    buffer_byte(out, '}');
}

void print_pull_json(struct buffer *out, const struct orion_verdict *periodic,
                     const struct pull_result *pulls, size_t count,
                     const struct orion_options *options)
{
    changes_warn_of_zero(periodic, options->correct);
    buffer_text(out, "{\n  \"periodic\": ");
    print_rows(out, periodic, options, 1);
    buffer_text(out, ",\n  \"periodic_avg\": ");
    put_averages(out, periodic);
    buffer_text(out, ",\n  \"pulls\": [");
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%s\n    {\n      \"pr\": %lld,\n      \"data\": ", i > 0 ? "," : "",
                      strtoll(pulls[i].number, NULL, 10));
        if (pulls[i].verdict)
            print_rows(out, pulls[i].verdict, options, 3);
        else
            buffer_text(out, "[]");
        buffer_text(out, "\n    }");
    }
    buffer_text(out, count > 0 ? "\n  ]\n}" : "]\n}");
}

/* The comparison: a row a value column; columns are added one by one. */
struct comparison {
    struct arena *arena;
    const struct orion_verdict *periodic;
    struct view view;
    const struct view_column **values;
    const char **headers;
    const struct table_cell **columns;
    size_t value_count, column_count;
};

static struct table_cell *add_column(struct comparison *comparison, const char *header)
{
    struct table_cell *cells =
        ARENA_ARRAY(comparison->arena, struct table_cell, comparison->value_count);

    for (size_t i = 0; i < comparison->value_count; i++)
        cells[i] = (struct table_cell){.kind = TABLE_TEXT, .text = "-"};
    comparison->headers[comparison->column_count] = header;
    comparison->columns[comparison->column_count++] = cells;
    return cells;
}

static void add_names(struct comparison *comparison)
{
    struct table_cell *names = add_column(comparison, "Metric");
    struct table_cell *means = add_column(comparison, "Baseline AVG");

    for (size_t i = 0; i < comparison->value_count; i++) {
        names[i].text = comparison->values[i]->name;
        means[i] = (struct table_cell){
            .kind = TABLE_REAL,
            .real = baseline_mean(comparison->periodic, comparison->values[i]->column)};
    }
}

/* The values of the run before a changed row, and at it those of the columns that changed. */
static void add_change(struct comparison *comparison, const struct changes_by_row *changes,
                       size_t row, size_t number)
{
    struct table_cell *before =
        add_column(comparison, arena_printf(comparison->arena, "Pre-CP#%zu", number));
    struct table_cell *at =
        add_column(comparison, arena_printf(comparison->arena, "CP#%zu", number));

    for (size_t i = 0; i < comparison->value_count; i++) {
        const struct view_column *value = comparison->values[i];
        if (row > 0)
            before[i] = view_table_cell(&comparison->view, value, row - 1);
        if (changes_find(changes, row, value->column))
            at[i] = view_table_cell(&comparison->view, value, row);
    }
}

static void add_pull(struct comparison *comparison, const struct pull_result *pull)
{
    struct table_cell *cells =
        add_column(comparison, arena_printf(comparison->arena, "PR#%s", pull->number));
    const struct frame *frame = pull->verdict ? pull->verdict->frame : NULL;

    if (!frame || frame->row_count == 0)
        return;
    const struct view view = view_of(comparison->arena, frame);
    for (size_t i = 0; i < comparison->value_count; i++) {
        const size_t place = view_find(&view, comparison->values[i]->name);
        if (place != SIZE_MAX)
            cells[i] = view_table_cell(&view, &view.columns[place], frame->row_count - 1);
    }
}

static struct comparison comparison_of(struct arena *arena, const struct orion_verdict *periodic,
                                       size_t pulls)
{
    struct comparison comparison = {.arena = arena, .periodic = periodic};
    const size_t most = 2 + 2 * periodic->frame->row_count + pulls;

    comparison.view = view_of(arena, periodic->frame);
    comparison.values = ARENA_ARRAY(arena, const struct view_column *, comparison.view.count);
    for (size_t i = 0; i < comparison.view.count; i++)
        if (comparison.view.columns[i].is_value)
            comparison.values[comparison.value_count++] = &comparison.view.columns[i];
    comparison.headers = ARENA_ARRAY(arena, const char *, most);
    comparison.columns = ARENA_ARRAY(arena, const struct table_cell *, most);
    return comparison;
}

void print_comparison(struct buffer *out, const struct orion_verdict *periodic,
                      const struct pull_result *pulls, size_t count,
                      const struct orion_options *options)
{
    AUTO_ARENA arena = arena_new();
    struct comparison comparison = comparison_of(arena, periodic, count);
    const struct changes_by_row changes = changes_sort(arena, periodic);
    size_t number = 0;

    (void)options;
    add_names(&comparison);
    for (size_t row = 0; row < periodic->frame->row_count; row++)
        if (changes.first[row] < changes.first[row + 1])
            add_change(&comparison, &changes, row, ++number);
    for (size_t i = 0; i < count; i++)
        add_pull(&comparison, &pulls[i]);
    print_heading(out, arena_printf(arena, "%s | Comparison", periodic->frame->test->name));
    tabulate(out, &(struct table){.style = TABLE_SIMPLE,
                                  .digits = COMPARISON_DIGITS,
                                  .right_from = 1,
                                  .headers = comparison.headers,
                                  .header_count = comparison.column_count,
                                  .columns = comparison.columns,
                                  .column_count = comparison.column_count,
                                  .row_count = comparison.value_count});
}

void print_heading(struct buffer *out, const char *text)
{
    buffer_text(out, text);
    buffer_byte(out, '\n');
    for (; *text; text++)
        if (((unsigned char)*text & 0xc0u) != 0x80)
            buffer_byte(out, '=');
    buffer_byte(out, '\n');
}
