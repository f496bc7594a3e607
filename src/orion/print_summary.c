/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "orion/print.h"
#include "orion/print_block.h"
#include "orion/print_changes.h"
#include "orion/print_view.h"

/* Rows with a change in the order of their first one. */
static size_t rows_by_first_change(struct arena *arena, const struct orion_verdict *verdict,
                                   size_t *ret_rows)
{
    bool *seen = ARENA_ARRAY(arena, bool, verdict->frame->row_count);
    size_t count = 0;

    for (size_t i = 0; i < verdict->count; i++)
        if (!seen[verdict->changes[i].row]) {
            seen[verdict->changes[i].row] = true;
            ret_rows[count++] = verdict->changes[i].row;
        }
    return count;
}

static const char *version_text(const struct view *view, size_t row)
{
    const size_t place = view_find(view, view->frame->test->version_field);
    char *scratch = arena_alloc(view->arena, PYTHON_NUMBER_SIZE, 1);
    const char *text =
        place == SIZE_MAX ? "unknown" : view_csv(view, &view->columns[place], row, scratch);

    return *text ? text : "None";
}

static const struct view_column *column_of(const struct view *view, size_t column)
{
    return &view->columns[view_find(view, view->frame->columns[column].name)];
}

static struct block_metric metric_of(const struct view *view, const struct frame_change *change)
{
    const struct frame_column *column = &view->frame->columns[change->column];
    AUTO_BUFFER labels;
    struct block_metric metric = {
        .name = column->name,
        .value = view_table_cell(view, column_of(view, change->column), change->row),
        .percent = change_percent(change)};

    if (column->metric) {
        metric.labels = column->metric->labels;
        metric.label_count = column->metric->label_count;
    }
    /* numpy's bool is no Python bool to tabulate, which then takes it for a float. */
    if (metric.value.kind == TABLE_BOOL)
        metric.value =
            (struct table_cell){.kind = TABLE_REAL, .real = (double)metric.value.integer};
    buffer_init(&labels, SIZE_MAX);
    view_put_list(&labels, metric.labels, metric.label_count);
    metric.label_text = arena_strndup(view->arena, labels.data, labels.size);
    return metric;
}

void print_summary(struct buffer *out, const struct orion_verdict *verdict,
                   const struct orion_options *options)
{
    AUTO_ARENA arena = arena_new();
    const struct view view = view_of(arena, verdict->frame);
    size_t *rows = ARENA_ARRAY(arena, size_t, verdict->frame->row_count);
    struct block_metric *metrics = ARENA_ARRAY(arena, struct block_metric, verdict->count);

    if (!verdict->regression)
        return;
    changes_warn_of_zero(verdict, options->correct);
    const size_t count = rows_by_first_change(arena, verdict, rows);
    for (size_t i = 0; i < count; i++) {
        const struct frame_row *row = &verdict->frame->rows[rows[i]];
        struct block block = {.test = verdict->frame->test->name,
                              .version = version_text(&view, rows[i]),
                              .previous = rows[i] > 0 ? version_text(&view, rows[i] - 1) : "None",
                              .metrics = metrics,
                              .prs = row->has_new_prs ? row->new_prs : row->prs};
        for (size_t j = 0; j < verdict->count; j++)
            if (verdict->changes[j].row == rows[i])
                metrics[block.metric_count++] = metric_of(&view, &verdict->changes[j]);
        if (row->github_json)
            block.github = print_value_read(arena, row->github_json, strlen(row->github_json));
        print_block(out, &block);
    }
}
