/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/viz_data.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "orion/cell_text.h"
#include "json/writer.h"

static const char *algorithm_name(enum orion_algorithm algorithm)
{
    switch (algorithm) {
    case ORION_HUNTER:
        return "hunter";
    case ORION_CMR:
        return "cmr";
    case ORION_ANOMALY:
        return "anomaly";
    case ORION_NO_ALGORITHM:
        break;
    }
    return "none";
}

static const char *rule_name(enum drop_reason rule)
{
    switch (rule) {
    case DROP_DIRECTION:
        return "direction";
    case DROP_ACKNOWLEDGED:
        return "acknowledged";
    case DROP_THRESHOLD:
        return "threshold";
    case DROP_CORRELATION:
        return "correlation";
    case DROP_EARLY:
        return "early";
    case DROP_NONE:
        break;
    }
    return "none";
}

static void write_texts(struct writer *writer, const char *key, const char *const *items,
                        size_t count)
{
    writer_array(writer, key);
    for (size_t i = 0; i < count; i++)
        writer_text(writer, NULL, items[i]);
    writer_end(writer);
}

static void write_conditions(struct writer *writer, const char *how,
                             const struct condition_list *list, bool correct)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].orion_ignores && !correct)
            continue;
        const char *const words[] = {how, list->items[i].field, list->items[i].value.text};

        write_texts(writer, NULL, words, 3);
    }
}

/* Nothing where the runs were asked for otherwise: a pull request's, those like --uuid. */
static void write_filter(struct writer *writer, const struct run_filter *runs,
                         const struct orion_options *options)
{
    const bool correct = options->correct;

    writer_array(writer, "filter");
    if (options->pr_analysis || (options->uuid && *options->uuid)) {
        writer_end(writer);
        return;
    }
    write_conditions(writer, "is", &runs->must, correct);
    write_conditions(writer, "is not", &runs->must_not, correct);
    write_conditions(writer, "is like", &runs->wildcard, correct);
    writer_end(writer);
}

static void write_cell(struct writer *writer, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_BOOL:
        writer_bool(writer, NULL, cell->integer != 0);
        break;
    case CELL_INTEGER:
        writer_integer(writer, NULL, cell->integer);
        break;
    case CELL_REAL:
        writer_real(writer, NULL, cell->real);
        break;
    case CELL_TEXT:
    case CELL_JSON:
        writer_text(writer, NULL, cell->text);
        break;
    case CELL_MISSING:
        writer_null(writer, NULL);
        break;
    }
}

/* A number or null: nothing else can be drawn. */
static void write_value(struct writer *writer, const struct cell *cell)
{
    if (cell->kind == CELL_BOOL)
        writer_integer(writer, NULL, cell->integer);
    else if (cell->kind == CELL_INTEGER || cell->kind == CELL_REAL)
        write_cell(writer, cell);
    else
        writer_null(writer, NULL);
}

static void write_version(struct writer *writer, const struct cell *version)
{
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_DOCUMENT_SIZE);
    cell_text(&text, version);
    if (version->kind == CELL_MISSING || !buffer_ok(&text) || text.size == 0)
        writer_text(writer, "version", "N/A");
    else
        writer_text(writer, "version", text.data);
}

static void write_rows(struct writer *writer, const struct frame *frame)
{
    writer_array(writer, "rows");
    for (size_t i = 0; i < frame->row_count; i++) {
        const struct frame_row *row = &frame->rows[i];

        writer_object(writer, NULL);
        writer_text(writer, "run", row->run);
        if (row->has_time)
            writer_integer(writer, "time", row->time);
        else
            writer_null(writer, "time");
        write_version(writer, &row->version);
        writer_text(writer, "build", row->build_url);
        write_texts(writer, "prs", row->prs.items, row->prs.count);
        if (row->has_new_prs)
            write_texts(writer, "new_prs", row->new_prs.items, row->new_prs.count);
        if (row->github_json)
            writer_raw(writer, "github", row->github_json);
        writer_end(writer);
    }
    writer_end(writer);
}

static void write_fields(struct writer *writer, const struct frame *frame)
{
    writer_array(writer, "fields");
    for (size_t i = 0; i < frame->column_count; i++) {
        const struct frame_column *column = &frame->columns[i];

        if (column->role == COLUMN_VALUE)
            continue;
        writer_object(writer, NULL);
        writer_text(writer, "name", column->name);
        writer_array(writer, "cells");
        for (size_t row = 0; row < frame->row_count; row++)
            write_cell(writer, &column->cells[row]);
        writer_end(writer);
        writer_end(writer);
    }
    writer_end(writer);
}

/* Leaves the object open. */
static void write_change(struct writer *writer, const struct frame_change *change)
{
    writer_object(writer, NULL);
    writer_integer(writer, "row", (int64_t)change->row);
    writer_real(writer, "before", change->mean_before);
    writer_real(writer, "after", change->mean_after);
    writer_real(writer, "percent", change->percent);
    writer_real(writer, "pvalue", change->pvalue);
}

static void write_changes(struct writer *writer, const struct orion_verdict *verdict, size_t column)
{
    writer_array(writer, "changes");
    for (size_t i = 0; i < verdict->count; i++) {
        if (verdict->changes[i].column != column)
            continue;
        write_change(writer, &verdict->changes[i]);
        writer_end(writer);
    }
    writer_end(writer);
    writer_array(writer, "dropped");
    for (size_t i = 0; i < verdict->dropped_count; i++) {
        const struct dropped_change *dropped = &verdict->dropped[i];

        if (dropped->change.column != column)
            continue;
        write_change(writer, &dropped->change);
        writer_text(writer, "rule", rule_name(dropped->rule));
        writer_text(writer, "reason", dropped->reason);
        writer_end(writer);
    }
    writer_end(writer);
}

static void write_metric(struct writer *writer, const struct orion_verdict *verdict, size_t index,
                         bool correct)
{
    const struct frame_column *column = &verdict->frame->columns[index];
    const struct metric *metric = column->metric;

    writer_object(writer, NULL);
    writer_text(writer, "column", column->name);
    writer_integer(writer, "direction", metric->direction);
    /* The threshold that was used: Orion cuts it to an integer. */
    writer_real(writer, "threshold", correct ? metric->threshold : trunc(metric->threshold));
    write_texts(writer, "labels", metric->labels, metric->label_count);
    writer_text(writer, "correlation", metric->correlation);
    writer_integer(writer, "context", metric->context);
    writer_array(writer, "values");
    for (size_t row = 0; row < verdict->frame->row_count; row++)
        write_value(writer, &column->cells[row]);
    writer_end(writer);
    write_changes(writer, verdict, index);
    writer_end(writer);
}

void viz_data(struct buffer *out, const struct orion_verdict *verdict,
              const struct orion_options *options, int64_t now)
{
    const struct frame *frame = verdict->frame;
    const struct test *test = frame->test;
    struct writer writer = writer_on(out);

    writer_object(&writer, NULL);
    writer_text(&writer, "test", test->name);
    writer_integer(&writer, "made", now);
    writer_text(&writer, "algorithm", algorithm_name(options->algorithm));
    writer_bool(&writer, "correct", options->correct);
    writer_bool(&writer, "regression", verdict->regression);
    writer_text(&writer, "uuid_field", test->uuid_field);
    writer_text(&writer, "version_field", test->version_field);
    write_filter(&writer, &test->runs, options);
    write_rows(&writer, frame);
    write_fields(&writer, frame);
    writer_array(&writer, "metrics");
    for (size_t i = 0; i < frame->column_count; i++)
        if (frame->columns[i].role == COLUMN_VALUE)
            write_metric(&writer, verdict, i, options->correct);
    writer_end(&writer);
    writer_end(&writer);
}
