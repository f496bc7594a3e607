/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_join.c - outer merges of tables on the run, as pandas makes them. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "orion/fetch_table.h"
#include "orion/numpy_order.h"

#define NO_ROW UINT32_MAX

/* The rows after a merge: each is a row of the step before beside a row of a table. */
struct step {
    uint32_t *left, *right; /* NO_ROW: none; of the first step only right */
    uint32_t *run;          /* its place among all runs in order of text */
    size_t count;
};

struct joining {
    struct arena *arena;
    struct table *const *tables;
    size_t count;
    const char **runs; /* in order of text */
    size_t run_count;
    struct strmap *places; /* run to its place, plus 1 */
    struct step *steps;
};

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void order_runs(struct joining *joining)
{
    size_t capacity = 0;

    joining->places = strmap_new(joining->arena);
    for (size_t t = 0; t < joining->count; t++)
        for (size_t i = 0; i < joining->tables[t]->row_count; i++) {
            const char *run = joining->tables[t]->rows[i].run;
            if (strmap_has(joining->places, run))
                continue;
            strmap_put(joining->places, run, joining);
            joining->runs = arena_grow(joining->arena, joining->runs, joining->run_count, &capacity,
                                       sizeof *joining->runs);
            joining->runs[joining->run_count++] = run;
        }
    if (joining->run_count)
        qsort(joining->runs, joining->run_count, sizeof *joining->runs, by_text);
    for (size_t i = 0; i < joining->run_count; i++)
        strmap_put(joining->places, joining->runs[i], (void *)(uintptr_t)(i + 1));
}

static uint32_t place_of(const struct joining *joining, const char *run)
{
    return (uint32_t)((uintptr_t)strmap_get(joining->places, run) - 1);
}

static struct step step_new(struct arena *arena, size_t count)
{
    return (struct step){.left = ARENA_ARRAY(arena, uint32_t, count + 1),
                         .right = ARENA_ARRAY(arena, uint32_t, count + 1),
                         .run = ARENA_ARRAY(arena, uint32_t, count + 1),
                         .count = count};
}

/* The table alone. */
static struct step table_step(const struct joining *joining, size_t table)
{
    const struct table *from = joining->tables[table];
    struct step step = step_new(joining->arena, from->row_count);

    for (size_t i = 0; i < step.count; i++) {
        step.left[i] = NO_ROW;
        step.right[i] = (uint32_t)i;
        step.run[i] = place_of(joining, from->rows[i].run);
    }
    return step;
}

/* Rows by run, in the order they have within: those of run r are rows[starts[r], starts[r+1]). */
struct grouped {
    uint32_t *rows;
    size_t *starts;
};

static struct grouped group_rows(const struct joining *joining, struct arena *arena,
                                 const struct step *step)
{
    struct grouped grouped = {ARENA_ARRAY(arena, uint32_t, step->count + 1),
                              ARENA_ARRAY(arena, size_t, joining->run_count + 2)};
    size_t *next = ARENA_ARRAY(arena, size_t, joining->run_count + 1);

    for (size_t i = 0; i < step->count; i++)
        grouped.starts[step->run[i] + 1]++;
    for (size_t r = 0; r < joining->run_count; r++) {
        grouped.starts[r + 1] += grouped.starts[r];
        next[r] = grouped.starts[r];
    }
    for (size_t i = 0; i < step->count; i++)
        grouped.rows[next[step->run[i]]++] = (uint32_t)i;
    return grouped;
}

static size_t group_size(const struct grouped *grouped, size_t run)
{
    return grouped->starts[run + 1] - grouped->starts[run];
}

static bool count_rows(const struct joining *joining, const struct grouped *left,
                       const struct grouped *right, size_t *ret, struct error *err)
{
    size_t total = 0;

    for (size_t r = 0; r < joining->run_count; r++) {
        const size_t a = group_size(left, r), b = group_size(right, r);
        total += a && b ? a * b : a + b;
        if (total > LIMIT_SERIES_POINTS)
            return error_set(err, ERROR_LIMIT, joining->runs[r],
                             "the documents of its metrics multiply to more than %u rows",
                             LIMIT_SERIES_POINTS);
    }
    *ret = total;
    return true;
}

static bool merge(const struct joining *joining, const struct step *before, size_t table,
                  struct step *ret, struct error *err)
{
    AUTO_ARENA scratch = arena_new();
    const struct step added = table_step(joining, table);
    const struct grouped left = group_rows(joining, scratch, before);
    const struct grouped right = group_rows(joining, scratch, &added);
    size_t total = 0, at = 0;

    if (!count_rows(joining, &left, &right, &total, err))
        return false;
    struct step step = step_new(joining->arena, total);
    for (size_t r = 0; r < joining->run_count; r++) {
        const size_t lefts = group_size(&left, r), rights = group_size(&right, r);
        for (size_t i = 0; i < (lefts ? lefts : rights ? 1 : 0); i++)
            for (size_t k = 0; k < (rights ? rights : 1); k++) {
                step.left[at] = lefts ? left.rows[left.starts[r] + i] : NO_ROW;
                step.right[at] = rights ? right.rows[right.starts[r] + k] : NO_ROW;
                step.run[at++] = (uint32_t)r;
            }
    }
    *ret = step;
    return true;
}

/* The time of each run: in the first table that has the run, of its first row. */
static struct stamp *run_times(const struct joining *joining)
{
    struct stamp *stamps = ARENA_ARRAY(joining->arena, struct stamp, joining->run_count + 1);
    bool *done = ARENA_ARRAY(joining->arena, bool, joining->run_count + 1);

    for (size_t t = 0; t < joining->count; t++)
        for (size_t i = 0; i < joining->tables[t]->row_count; i++) {
            const struct table_row *row = &joining->tables[t]->rows[i];
            const uint32_t place = place_of(joining, row->run);
            if (!done[place])
                stamps[place] = row->stamp;
            done[place] = true;
        }
    return stamps;
}

struct by_time {
    const struct step *step;
    const struct stamp *stamps;
};

static bool stamp_before(const void *context, size_t left, size_t right)
{
    const struct by_time *times = context;
    const struct stamp *a = &times->stamps[times->step->run[left]];
    const struct stamp *b = &times->stamps[times->step->run[right]];

    return a->nat || b->nat ? !a->nat : a->seconds < b->seconds;
}

/* The rows of the last step by time, those without one last. pandas sorts the text "NaT" with the
 * others: it decides how rows of one instant come out. */
static size_t *order_rows(const struct joining *joining, const struct step *last,
                          const struct stamp *stamps)
{
    const struct by_time times = {last, stamps};
    size_t *order = ARENA_ARRAY(joining->arena, size_t, last->count + 1), known = 0;

    for (size_t i = 0; i < last->count; i++)
        if (stamps[last->run[i]].known || stamps[last->run[i]].nat)
            order[known++] = i;
    numpy_order(order, known, stamp_before, &times);
    for (size_t i = 0; i < last->count; i++)
        if (!stamps[last->run[i]].known && !stamps[last->run[i]].nat)
            order[known++] = i;
    return order;
}

static void fill_columns(const struct joining *joining, const struct table *table,
                         const uint32_t *rows, struct frame *frame, size_t first)
{
    for (size_t c = 0; c < table->column_count; c++) {
        struct cell *cells = ARENA_ARRAY(joining->arena, struct cell, frame->row_count + 1);
        for (size_t i = 0; i < frame->row_count; i++)
            if (rows[i] != NO_ROW)
                cells[i] = table->rows[rows[i]].cells[c];
        frame->columns[first + c] = (struct frame_column){
            .name = table->columns[c],
            .role = table->metric->is_metadata ? COLUMN_ATTRIBUTE : COLUMN_VALUE,
            .metric = table->metric,
            .cells = cells,
            .is_object = table->row_count == 0};
    }
}

static void fill_frame(const struct joining *joining, struct frame *frame)
{
    const struct step *last = &joining->steps[joining->count - 1];
    const struct stamp *stamps = run_times(joining);
    const size_t *order = order_rows(joining, last, stamps);
    uint32_t *at = ARENA_ARRAY(joining->arena, uint32_t, last->count + 1);
    uint32_t *rows = ARENA_ARRAY(joining->arena, uint32_t, last->count + 1);
    size_t columns = 0;

    for (size_t t = 0; t < joining->count; t++)
        columns += joining->tables[t]->column_count;
    frame->row_count = last->count;
    frame->rows = ARENA_ARRAY(joining->arena, struct frame_row, last->count + 1);
    frame->columns = ARENA_ARRAY(joining->arena, struct frame_column, columns + 1);
    frame->column_count = columns;
    assert(joining->runs || last->count == 0);
    for (size_t i = 0; i < last->count; i++) {
        const uint32_t run = last->run[order[i]];
        frame->rows[i] = (struct frame_row){
            .run = joining->runs[run], .time = stamps[run].seconds, .has_time = stamps[run].known};
        at[i] = (uint32_t)order[i];
    }
    for (size_t t = joining->count; t-- > 0;) {
        const struct step *step = &joining->steps[t];
        for (size_t i = 0; i < last->count; i++) {
            rows[i] = at[i] == NO_ROW ? NO_ROW : step->right[at[i]];
            at[i] = at[i] == NO_ROW ? NO_ROW : step->left[at[i]];
        }
        columns -= joining->tables[t]->column_count;
        fill_columns(joining, joining->tables[t], rows, frame, columns);
    }
}

bool table_join(struct arena *arena, struct table *const *tables, size_t count, struct frame *ret,
                struct error *err)
{
    struct joining joining = {.arena = arena,
                              .tables = tables,
                              .count = count,
                              .steps = ARENA_ARRAY(arena, struct step, count + 1)};

    if (count == 0)
        return error_set(err, ERROR_INTERNAL, NULL, "no table to join");
    order_runs(&joining);
    joining.steps[0] = table_step(&joining, 0);
    for (size_t t = 1; t < count; t++)
        if (!merge(&joining, &joining.steps[t - 1], t, &joining.steps[t], err))
            return false;
    fill_frame(&joining, ret);
    return true;
}
