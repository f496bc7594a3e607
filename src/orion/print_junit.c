/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "orion/print.h"
#include "orion/print_baseline.h"
#include "orion/print_changes.h"
#include "orion/print_view.h"
#include "report/tabulate.h"
#include "report/xml.h"

enum { PERCENT_COLUMN = 5, FIXED_COLUMNS = 6, INTEGER_TEXT_SIZE = 24, HEAD_LINES = 3 };

/* One suite: what it is made of, and the time that its cases carry. */
struct suite {
    struct arena *arena;
    const struct orion_verdict *verdict;
    struct view view;
    struct changes_by_row changes;
    struct row_list rows;
    const char **times; /* of the frame's rows */
    char now[INTEGER_TEXT_SIZE];
};

static struct suite suite_of(struct arena *arena, const struct orion_verdict *verdict,
                             bool collapse, int64_t now)
{
    struct suite suite = {.arena = arena, .verdict = verdict};

    suite.view = view_of(arena, verdict->frame);
    suite.changes = changes_sort(arena, verdict);
    suite.rows = changes_shown_rows(arena, verdict, collapse);
    suite.times = ARENA_ARRAY(arena, const char *, verdict->frame->row_count);
    for (size_t row = 0; row < verdict->frame->row_count; row++) {
        char time[PYTHON_NUMBER_SIZE];
        (void)print_time(view_time(&verdict->frame->rows[row]), 'T', time);
        suite.times[row] = arena_printf(arena, "%sZ", time);
    }
    (void)snprintf(suite.now, sizeof suite.now, "%" PRId64, now);
    return suite;
}

static double percent_of(const struct suite *suite, size_t row, size_t column)
{
    const struct frame_change *change = changes_find(&suite->changes, row, column);

    return change ? change_percent(change) : 0;
}

/* NaN is a change, too. */
static bool is_changed(const struct suite *suite, size_t row, size_t column)
{
    return percent_of(suite, row, column) != 0;
}

static bool has_failed(const struct suite *suite, const struct view_column *column)
{
    for (size_t i = 0; i < suite->rows.count; i++)
        if (is_changed(suite, suite->rows.rows[i], column->column))
            return true;
    return false;
}

struct failure_table {
    struct table table;
    const char **headers;
    struct table_cell **cells;          /* of a column */
    const struct view_column **sources; /* of the columns after the fixed ones */
    bool *changed;                      /* of a row */
};

static struct failure_table failure_table(const struct suite *suite,
                                          const struct view_column *column)
{
    struct failure_table made = {0};
    const size_t most = FIXED_COLUMNS + suite->view.count;
    size_t count = FIXED_COLUMNS;

    made.headers = ARENA_ARRAY(suite->arena, const char *, most);
    made.cells = ARENA_ARRAY(suite->arena, struct table_cell *, most);
    made.sources = ARENA_ARRAY(suite->arena, const struct view_column *, most);
    made.changed = ARENA_ARRAY(suite->arena, bool, suite->rows.count);
    const char *const names[FIXED_COLUMNS] = {"",
                                              suite->view.frame->test->uuid_field,
                                              "timestamp",
                                              column->name,
                                              "is_changepoint",
                                              "percentage_change"};
    memcpy(made.headers, names, sizeof names);
    for (size_t i = 0; i < suite->view.count; i++) {
        bool is_new = suite->view.columns[i].is_display;
        for (size_t j = 1; j < FIXED_COLUMNS && is_new; j++)
            is_new = strcmp(suite->view.columns[i].name, names[j]) != 0;
        if (is_new) {
            made.sources[count] = &suite->view.columns[i];
            made.headers[count++] = suite->view.columns[i].name;
        }
    }
    for (size_t i = 0; i < count; i++)
        made.cells[i] = ARENA_ARRAY(suite->arena, struct table_cell, suite->rows.count);
    made.table = (struct table){.style = TABLE_PSQL,
                                .headers = made.headers,
                                .header_count = count,
                                .columns = (const struct table_cell **)made.cells,
                                .column_count = count};
    return made;
}

static struct table_cell text_cell(const char *text)
{
    return (struct table_cell){.kind = TABLE_TEXT, .text = text};
}

/* Fills the next row of the table, which counts only once it is accepted. */
static void fill(const struct suite *suite, struct failure_table *made,
                 const struct view_column *column, size_t row)
{
    const size_t at = made->table.row_count;

    made->changed[at] = is_changed(suite, row, column->column);
    made->cells[0][at] = (struct table_cell){.kind = TABLE_INTEGER, .integer = (int64_t)at};
    made->cells[1][at] = text_cell(suite->view.frame->rows[row].run);
    made->cells[2][at] = text_cell(suite->times[row]);
    made->cells[3][at] = view_json_cell(&suite->view, column, row);
    made->cells[4][at] = (struct table_cell){.kind = TABLE_BOOL, .integer = made->changed[at]};
    made->cells[PERCENT_COLUMN][at] =
        (struct table_cell){.kind = TABLE_REAL, .real = percent_of(suite, row, column->column)};
    for (size_t i = FIXED_COLUMNS; i < made->table.column_count; i++)
        made->cells[i][at] = view_json_cell(&suite->view, made->sources[i], row);
}

static bool same_cell(const struct table_cell *one, const struct table_cell *other)
{
    if (one->kind != other->kind)
        return false;
    switch (one->kind) {
    case TABLE_NONE:
        return true;
    case TABLE_TEXT:
        return !strcmp(one->text, other->text);
    case TABLE_REAL:
        return one->real == other->real || (isnan(one->real) && isnan(other->real));
    default:
        return one->integer == other->integer;
    }
}

static bool same_row(const struct failure_table *made, size_t one, size_t other)
{
    for (size_t i = 1; i < made->table.column_count; i++)
        if (!same_cell(&made->cells[i][one], &made->cells[i][other]))
            return false;
    return true;
}

/* drop_duplicates(): the row that was just filled stands in the table already. Equal rows have one
 * time, and rows are in the order of time but for those that --collapse picked. */
static bool is_repeated(const struct suite *suite, const struct failure_table *made)
{
    const size_t at = made->table.row_count;
    const bool sorted = suite->rows.count == suite->view.frame->row_count;

    for (size_t i = at; i-- > 0;) {
        if (same_row(made, i, at))
            return true;
        if (sorted && !same_cell(&made->cells[2][i], &made->cells[2][at]))
            return false;
    }
    return false;
}

/* A column of nulls alone holds None for pandas, which does not know then that it had numbers. */
static void clear_empty(struct failure_table *made)
{
    for (size_t i = 0; i < made->table.column_count; i++) {
        size_t empty = 0;

        for (size_t row = 0; row < made->table.row_count; row++)
            empty += made->cells[i][row].kind == TABLE_REAL && isnan(made->cells[i][row].real);
        for (size_t row = 0; i != PERCENT_COLUMN && empty == made->table.row_count && row < empty;
             row++)
            made->cells[i][row].kind = TABLE_NONE;
    }
}

/* The table's lines, with a word after those of changed rows. */
static void mark_lines(struct buffer *out, const struct buffer *table,
                       const struct failure_table *made)
{
    const char *at = table->data, *end = table->data + table->size;

    for (size_t line = 0; at <= end; line++) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const size_t row = line - HEAD_LINES;

        buffer_byte(out, '\n');
        buffer_append(out, at, (size_t)((feed ? feed : end) - at));
        if (line >= HEAD_LINES && row < made->table.row_count && made->changed[row])
            buffer_text(out, " -- changepoint");
        if (!feed)
            break;
        at = feed + 1;
    }
    buffer_byte(out, '\n');
}

static void put_failure(struct buffer *out, const struct suite *suite,
                        const struct view_column *column)
{
    struct failure_table made = failure_table(suite, column);
    AUTO_BUFFER table, marked;

    buffer_init(&table, out->limit);
    buffer_init(&marked, out->limit);
    for (size_t i = 0; i < suite->rows.count; i++) {
        fill(suite, &made, column, suite->rows.rows[i]);
        made.table.row_count += !is_repeated(suite, &made);
    }
    clear_empty(&made);
    tabulate(&table, &made.table);
    if (buffer_ok(&table))
        mark_lines(&marked, &table, &made);
    if (!buffer_ok(&table) || !buffer_ok(&marked)) {
        out->failed = true;
        return;
    }
    xml_open(out, 3, "failure");
    xml_end_text(out, "failure", marked.data);
}

static void open_case(struct buffer *out, const struct suite *suite,
                      const struct view_column *column, const char *what)
{
    const struct metric *metric = suite->view.frame->columns[column->column].metric;
    AUTO_BUFFER name;

    buffer_init(&name, out->limit);
    for (size_t i = 0; metric && i < metric->label_count; i++) {
        if (i > 0)
            buffer_byte(&name, ' ');
        buffer_text(&name, metric->labels[i]);
    }
    buffer_printf(&name, " %s %s", column->name, what);
    xml_open(out, 2, "testcase");
    xml_attribute(out, "name", buffer_ok(&name) ? name.data : "");
    xml_attribute(out, "timestamp", suite->now);
}

static void put_case(struct buffer *out, const struct suite *suite,
                     const struct view_column *column)
{
    open_case(out, suite, column, "regression detection");
    if (!has_failed(suite, column)) {
        xml_end_empty(out);
        return;
    }
    xml_end_children(out);
    put_failure(out, suite, column);
    xml_close(out, 2, "testcase");
}

static void put_average(struct buffer *out, const struct suite *suite,
                        const struct view_column *column)
{
    const double mean = baseline_mean(suite->verdict, column->column);
    char text[PYTHON_NUMBER_SIZE] = "None";

    open_case(out, suite, column, "average");
    if (isfinite(mean))
        (void)python_json_number(mean, text);
    xml_attribute(out, "value", text);
    xml_end_empty(out);
}

static void open_suite(struct buffer *out, const struct suite *suite, const char *tag,
                       const char *ending, bool is_average)
{
    size_t count = 0, failed = 0;
    char text[INTEGER_TEXT_SIZE];

    for (size_t i = 0; i < suite->view.count; i++)
        if (suite->view.columns[i].is_value) {
            count++;
            failed += !is_average && has_failed(suite, &suite->view.columns[i]);
        }
    xml_open(out, 1, tag);
    xml_attribute(
        out, "name",
        arena_printf(suite->arena, "%s%s nightly compare", suite->view.frame->test->name, ending));
    (void)snprintf(text, sizeof text, "%zu", failed);
    xml_attribute(out, "failures", text);
    (void)snprintf(text, sizeof text, "%zu", count);
    xml_attribute(out, "tests", text);
}

static void put_cases(struct buffer *out, const struct suite *suite, const char *tag,
                      bool is_average)
{
    bool any = false;

    for (size_t i = 0; i < suite->view.count; i++) {
        if (!suite->view.columns[i].is_value)
            continue;
        if (!any)
            xml_end_children(out);
        any = true;
        if (is_average)
            put_average(out, suite, &suite->view.columns[i]);
        else
            put_case(out, suite, &suite->view.columns[i]);
    }
    if (any)
        xml_close(out, 1, tag);
    else
        xml_end_empty(out);
}

static void open_document(struct buffer *out)
{
    buffer_text(out, "<?xml version=\"1.0\" ?>\n");
    xml_open(out, 0, "testsuites");
    xml_end_children(out);
}

static void put_suite(struct buffer *out, const struct orion_verdict *verdict,
                      const struct orion_options *options, int64_t now)
{
    AUTO_ARENA arena = arena_new();
    const struct suite suite = suite_of(arena, verdict, options->collapse, now);

    open_suite(out, &suite, "testsuite", "", false);
    put_cases(out, &suite, "testsuite", false);
}

void print_junit(struct buffer *out, const struct orion_verdict *verdict,
                 const struct orion_options *options, int64_t now)
{
    open_document(out);
    put_suite(out, verdict, options, now);
    xml_close(out, 0, "testsuites");
}

static void put_averages(struct buffer *out, const struct orion_verdict *verdict, int64_t now)
{
    AUTO_ARENA arena = arena_new();
    const struct suite suite = suite_of(arena, verdict, false, now);

    open_suite(out, &suite, "periodic_avg", "_average", true);
    put_cases(out, &suite, "periodic_avg", true);
}

static void put_pull(struct buffer *out, const struct pull_result *pull,
                     const struct orion_options *options, int64_t now)
{
    AUTO_ARENA arena = arena_new();

    if (!pull->verdict)
        return;
    const struct suite suite = suite_of(arena, pull->verdict, options->collapse, now);
    open_suite(out, &suite, "pull", "", false);
    xml_attribute(out, "pr", pull->number);
    put_cases(out, &suite, "pull", false);
}

void print_pull_junit(struct buffer *out, const struct orion_verdict *periodic,
                      const struct pull_result *pulls, size_t count,
                      const struct orion_options *options, int64_t now)
{
    open_document(out);
    put_suite(out, periodic, options, now);
    put_averages(out, periodic, now);
    for (size_t i = 0; i < count; i++)
        put_pull(out, &pulls[i], options, now);
    xml_close(out, 0, "testsuites");
}
