/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_table.h - what one metric gives: rows of run, time and values, and the frame that several
 * such tables make.
 *
 * The order of rows is pandas' at every step: a table is sorted by its times as they came, tables
 * are joined by outer merges on the run, the result is sorted by time. */
#ifndef RIGEL_ORION_FETCH_TABLE_H
#define RIGEL_ORION_FETCH_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/strmap.h"
#include "config/test.h"
#include "orion/frame.h"
#include "orion/stamp.h"

struct table_row {
    const char *run;
    struct cell time; /* as it came */
    bool has_time;    /* the field is there, null or not */
    struct stamp stamp;
    struct cell *cells; /* one a column */
};

struct table {
    struct arena *arena;
    const struct metric *metric; /* settings of its columns */
    const char **columns;
    size_t column_count;
    struct table_row *rows;
    size_t row_count, capacity;
};

/* Memory is the arena's. columns may be filled later. */
struct table *table_new(struct arena *arena, const struct metric *metric, size_t column_count);
/* A row with missing cells; its texts must live in the arena. */
struct table_row *table_add(struct table *table);

enum table_kind {
    TABLE_AGGREGATED, /* one row a run: the first one stays */
    TABLE_PLAIN,      /* rows that are the same in all cells are one */
    TABLE_MEAN        /* correct answers: one row a run, numbers are their mean */
};
/* Reads the times, sorts, removes what is double, types the columns. ERROR_INPUT: times that
 * cannot be read or compared, values that are lists: Orion then leaves the metric out. */
MUST_CHECK bool table_settle(struct table *table, enum table_kind kind, bool correct,
                             struct error *err);
/* A run has more than one row. */
bool table_repeats_runs(const struct table *table);

/* Rows of the frame that tables make, in order; column i of table t holds cells[] of the frame's
 * column in the order of tables and columns. Sets rows (run and time), columns (name, role, metric,
 * cells) and their counts. ERROR_LIMIT: runs multiply beyond all bounds. */
MUST_CHECK bool table_join(struct arena *arena, struct table *const *tables, size_t count,
                           struct frame *ret, struct error *err);

#endif
