/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch_table.h"

#include <string.h>

#include "orion/numpy_order.h"

struct table *table_new(struct arena *arena, const struct metric *metric, size_t column_count)
{
    struct table *table = ARENA_NEW(arena, struct table);

    table->arena = arena;
    table->metric = metric;
    table->columns = ARENA_ARRAY(arena, const char *, column_count + 1);
    table->column_count = column_count;
    return table;
}

struct table_row *table_add(struct table *table)
{
    table->rows = arena_grow(table->arena, table->rows, table->row_count, &table->capacity,
                             sizeof *table->rows);
    struct table_row *row = &table->rows[table->row_count++];
    *row = (struct table_row){.cells =
                                  ARENA_ARRAY(table->arena, struct cell, table->column_count + 1)};
    return row;
}

/* ---- times ---- */

struct time_kinds {
    size_t texts, integers, reals, missing, absent;
};

static bool is_number(const struct cell *cell)
{
    return cell->kind == CELL_INTEGER || cell->kind == CELL_REAL || cell->kind == CELL_BOOL;
}

static bool count_times(const struct table *table, struct time_kinds *ret, struct error *err)
{
    struct time_kinds kinds = {0};

    for (size_t i = 0; i < table->row_count; i++) {
        const struct table_row *row = &table->rows[i];
        kinds.absent += !row->has_time;
        kinds.missing += row->time.kind == CELL_MISSING;
        kinds.texts += row->time.kind == CELL_TEXT;
        kinds.reals += row->time.kind == CELL_REAL;
        kinds.integers += row->time.kind == CELL_INTEGER || row->time.kind == CELL_BOOL;
        if (row->time.kind == CELL_JSON)
            return error_set(err, ERROR_INPUT, NULL, "its time is a list or an object");
    }
    if (table->row_count && kinds.absent == table->row_count)
        return error_set(err, ERROR_INPUT, NULL, "none of its documents has the time field");
    if (kinds.texts && kinds.integers + kinds.reals)
        return error_set(err, ERROR_INPUT, NULL, "some of its times are texts and some numbers");
    *ret = kinds;
    return true;
}

/* A column of numbers with gaps or fractions holds fractions throughout. */
static void make_real(struct cell *cell)
{
    if (cell->kind == CELL_INTEGER)
        *cell = (struct cell){.kind = CELL_REAL, .real = cell->real};
}

static bool read_times(struct table *table, bool correct, struct error *err)
{
    struct time_kinds kinds = {0};

    if (!count_times(table, &kinds, err))
        return false;
    const bool real = !correct && kinds.integers && kinds.reals + kinds.missing;
    for (size_t i = 0; i < table->row_count; i++) {
        struct table_row *row = &table->rows[i];
        if (real)
            make_real(&row->time);
        if (!stamp_read(&row->time, correct, &row->stamp, err))
            return false;
        row->stamp.nat = !row->stamp.known && (!row->has_time || kinds.integers + kinds.reals);
    }
    return true;
}

/* ---- order ---- */

static bool time_before(const void *context, size_t left, size_t right)
{
    const struct table_row *rows = context;
    const struct cell *a = &rows[left].time, *b = &rows[right].time;

    if (a->kind == CELL_TEXT)
        return strcmp(a->text, b->text) < 0;
    if (a->kind == CELL_INTEGER && b->kind == CELL_INTEGER)
        return a->integer < b->integer;
    return is_number(a) && a->real < b->real;
}

/* By time as it came, rows without one last. */
static void sort_rows(struct table *table)
{
    size_t *order = ARENA_ARRAY(table->arena, size_t, table->row_count + 1), known = 0;
    struct table_row *sorted = ARENA_ARRAY(table->arena, struct table_row, table->row_count + 1);

    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].time.kind != CELL_MISSING)
            order[known++] = i;
    numpy_order(order, known, time_before, table->rows);
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].time.kind == CELL_MISSING)
            order[known++] = i;
    for (size_t i = 0; i < table->row_count; i++)
        sorted[i] = table->rows[order[i]];
    table->rows = sorted;
    table->capacity = table->row_count + 1;
}

/* ---- values ---- */

/* Among numbers, or beside a field that is not there at all, None becomes NaN. */
static void settle_missing(struct table *table, size_t column, bool has_rest)
{
    size_t nones = 0;

    for (size_t i = 0; i < table->row_count; i++)
        nones += table->rows[i].cells[column].is_none;
    if (has_rest || nones == table->row_count)
        return;
    for (size_t i = 0; i < table->row_count; i++)
        table->rows[i].cells[column].is_none = false;
}

static bool settle_column(struct table *table, size_t column, struct error *err)
{
    size_t integers = 0, others = 0, rest = 0;

    for (size_t i = 0; i < table->row_count; i++) {
        switch (table->rows[i].cells[column].kind) {
        case CELL_INTEGER:
            integers++;
            break;
        case CELL_REAL:
        case CELL_MISSING:
            others++;
            break;
        case CELL_JSON:
            return error_set(err, ERROR_INPUT, NULL, "one of its values is a list");
        case CELL_BOOL:
        case CELL_TEXT:
            rest++;
            break;
        }
    }
    for (size_t i = 0; integers && others && !rest && i < table->row_count; i++)
        make_real(&table->rows[i].cells[column]);
    settle_missing(table, column, rest > 0);
    return true;
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
    if (is_number(a) && is_number(b))
        return a->kind == CELL_INTEGER && b->kind == CELL_INTEGER ? a->integer == b->integer
                                                                  : a->real == b->real;
    if (a->kind != b->kind)
        return false;
    return a->kind == CELL_MISSING || strcmp(a->text, b->text) == 0;
}

static bool same_row(const struct table *table, const struct table_row *a,
                     const struct table_row *b)
{
    if (a->stamp.known != b->stamp.known || a->stamp.nat != b->stamp.nat ||
        a->stamp.seconds != b->stamp.seconds)
        return false;
    for (size_t i = 0; i < table->column_count; i++)
        if (!same_cell(&a->cells[i], &b->cells[i]))
            return false;
    return true;
}

/* Rows of one run are chained: next[i] is the row of the same run before row i, or SIZE_MAX. */
struct chains {
    struct strmap *last; /* run to the number of its last row, plus 1 */
    size_t *previous;
};

static struct chains chains_new(struct table *table)
{
    return (struct chains){strmap_new(table->arena),
                           ARENA_ARRAY(table->arena, size_t, table->row_count + 1)};
}

static void chain(struct chains *chains, const char *run, size_t row)
{
    chains->previous[row] = (size_t)(uintptr_t)strmap_get(chains->last, run) - 1;
    strmap_put(chains->last, run, (void *)(uintptr_t)(row + 1));
}

static void drop_doubles(struct table *table, bool by_run)
{
    struct chains chains = chains_new(table);
    size_t kept = 0;

    for (size_t i = 0; i < table->row_count; i++) {
        const struct table_row row = table->rows[i];
        size_t at = (size_t)(uintptr_t)strmap_get(chains.last, row.run) - 1;
        while (at != SIZE_MAX && !by_run && !same_row(table, &table->rows[at], &row))
            at = chains.previous[at];
        if (at != SIZE_MAX)
            continue;
        table->rows[kept] = row;
        chain(&chains, row.run, kept++);
    }
    table->row_count = kept;
}

static bool mean_cell(const struct table *table, const struct chains *chains, size_t last,
                      size_t column, struct cell *ret)
{
    double sum = 0;
    size_t count = 0;

    for (size_t at = last; at != SIZE_MAX; at = chains->previous[at]) {
        const struct cell *cell = &table->rows[at].cells[column];
        if (cell->kind == CELL_MISSING)
            continue;
        if (!is_number(cell))
            return false;
        sum += cell->real;
        count++;
    }
    if (count < 2)
        return false;
    *ret = (struct cell){.kind = CELL_REAL, .real = sum / (double)count};
    return true;
}

/* One row a run, at its first one: numbers become their mean; else the first value that is there.
 */
static void take_means(struct table *table)
{
    struct chains chains = chains_new(table);
    const size_t count = table->row_count;
    struct table_row *rows = ARENA_ARRAY(table->arena, struct table_row, count + 1);
    bool *done = ARENA_ARRAY(table->arena, bool, count + 1);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        chain(&chains, table->rows[i].run, i);
    for (size_t i = 0; i < count; i++) {
        const size_t last = (size_t)(uintptr_t)strmap_get(chains.last, table->rows[i].run) - 1;
        if (done[last])
            continue;
        done[last] = true;
        struct cell *cells = ARENA_ARRAY(table->arena, struct cell, table->column_count + 1);
        for (size_t c = 0; c < table->column_count; c++) {
            if (mean_cell(table, &chains, last, c, &cells[c]))
                continue;
            for (size_t at = last; at != SIZE_MAX; at = chains.previous[at])
                if (table->rows[at].cells[c].kind != CELL_MISSING)
                    cells[c] = table->rows[at].cells[c];
        }
        rows[kept] = table->rows[i];
        rows[kept++].cells = cells;
    }
    table->rows = rows;
    table->row_count = kept;
    table->capacity = count + 1;
}

bool table_settle(struct table *table, enum table_kind kind, bool correct, struct error *err)
{
    if (!read_times(table, correct, err))
        return false;
    sort_rows(table);
    for (size_t i = 0; i < table->column_count; i++)
        if (!settle_column(table, i, err))
            return false;
    if (kind == TABLE_MEAN)
        take_means(table);
    else
        drop_doubles(table, kind == TABLE_AGGREGATED);
    for (size_t i = 0; i < table->column_count; i++)
        if (!settle_column(table, i, err))
            return false;
    return true;
}

bool table_repeats_runs(const struct table *table)
{
    AUTO_ARENA arena = arena_new();
    struct strmap *runs = strmap_new(arena);

    for (size_t i = 0; i < table->row_count; i++) {
        if (strmap_has(runs, table->rows[i].run))
            return true;
        strmap_put(runs, table->rows[i].run, runs);
    }
    return false;
}
