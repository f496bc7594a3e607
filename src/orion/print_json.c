/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "orion/print.h"
#include "orion/print_changes.h"
#include "orion/print_rows.h"
#include "orion/print_value.h"
#include "orion/print_view.h"

struct json_rows {
    struct buffer *out;
    const struct view *view;
    const struct changes_by_row *changes;
    bool correct;
    unsigned level; /* of the members of a row */
};

static void put_key(const struct json_rows *rows, bool *first, const char *key, unsigned level)
{
    if (!*first)
        buffer_byte(rows->out, ',');
    *first = false;
    print_indent(rows->out, level);
    print_json_text(rows->out, key);
    buffer_text(rows->out, ": ");
}

static void put_percent(const struct json_rows *rows, const struct frame_change *change)
{
    const double percent = change ? change_percent(change) : 0;

    if (!change)
        buffer_byte(rows->out, '0');
    else if (rows->correct && !isfinite(percent))
        buffer_text(rows->out, "null");
    else
        print_json_real(rows->out, percent);
}

static void put_labels(const struct json_rows *rows, const struct metric *metric, unsigned level)
{
    const size_t count = metric ? metric->label_count : 0;

    buffer_byte(rows->out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_byte(rows->out, ',');
        print_indent(rows->out, level + 1);
        print_json_text(rows->out, metric->labels[i]);
    }
    if (count > 0)
        print_indent(rows->out, level);
    buffer_byte(rows->out, ']');
}

static void put_metric(const struct json_rows *rows, const struct view_column *column, size_t row)
{
    const unsigned level = rows->level + 2;
    bool first = true;

    buffer_byte(rows->out, '{');
    put_key(rows, &first, "value", level);
    view_put_json(rows->out, rows->view, column, row, level);
    put_key(rows, &first, "percentage_change", level);
    put_percent(rows, changes_find(rows->changes, row, column->column));
    put_key(rows, &first, "labels", level);
    put_labels(rows, rows->view->frame->columns[column->column].metric, level);
    print_indent(rows->out, level - 1);
    buffer_byte(rows->out, '}');
}

static void put_metrics(const struct json_rows *rows, size_t row)
{
    bool first = true;

    buffer_byte(rows->out, '{');
    for (size_t i = 0; i < rows->view->count; i++) {
        const struct view_column *column = &rows->view->columns[i];
        if (!column->is_value)
            continue;
        put_key(rows, &first, column->name, rows->level + 1);
        put_metric(rows, column, row);
    }
    if (!first)
        print_indent(rows->out, rows->level);
    buffer_byte(rows->out, '}');
}

static void put_row(const struct json_rows *rows, size_t row)
{
    const char *github = rows->view->frame->rows[row].github_json;
    const bool is_change = rows->changes->first[row] < rows->changes->first[row + 1];
    bool first = true;

    buffer_byte(rows->out, '{');
    for (size_t i = 0; i < rows->view->count; i++) {
        const struct view_column *column = &rows->view->columns[i];
        if (column->is_value)
            continue;
        put_key(rows, &first, column->name, rows->level);
        view_put_json(rows->out, rows->view, column, row, rows->level);
    }
    put_key(rows, &first, "metrics", rows->level);
    put_metrics(rows, row);
    put_key(rows, &first, "is_changepoint", rows->level);
    buffer_text(rows->out, is_change ? "true" : "false");
    const struct print_value *context =
        github && is_change ? print_value_read(rows->view->arena, github, strlen(github)) : NULL;
    if (print_value_truth(context)) {
        put_key(rows, &first, "github_context", rows->level);
        print_value_json(rows->out, context, rows->level, false);
    }
    print_indent(rows->out, rows->level - 1);
    buffer_byte(rows->out, '}');
}

void print_rows(struct buffer *out, const struct orion_verdict *verdict,
                const struct orion_options *options, unsigned level)
{
    AUTO_ARENA arena = arena_new();
    const struct view view = view_of(arena, verdict->frame);
    const struct changes_by_row changes = changes_sort(arena, verdict);
    const struct row_list shown = changes_shown_rows(arena, verdict, options->collapse);
    const struct json_rows rows = {out, &view, &changes, options->correct, level + 2};

    buffer_byte(out, '[');
    for (size_t i = 0; i < shown.count; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        print_indent(out, level + 1);
        put_row(&rows, shown.rows[i]);
    }
    if (shown.count > 0)
        print_indent(out, level);
    buffer_byte(out, ']');
}

void print_json(struct buffer *out, const struct orion_verdict *verdict,
                const struct orion_options *options)
{
    changes_warn_of_zero(verdict, options->correct);
    print_rows(out, verdict, options, 0);
}

void print_json_set(struct buffer *out, const struct orion_verdict *verdicts, size_t count,
                    const struct orion_options *options)
{
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        print_indent(out, 1);
        print_json_text(out, verdicts[i].frame->test->name);
        buffer_text(out, ": ");
        print_rows(out, &verdicts[i], options, 1);
    }
    if (count > 0)
        print_indent(out, 0);
    buffer_byte(out, '}');
}
