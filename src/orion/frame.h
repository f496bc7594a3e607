/* SPDX-License-Identifier: GPL-3.0-or-later */
/* frame.h - the table that Orion's command line works on: a row a run, a column a metric or field.
 *
 * Cells keep the type that the server's JSON gave them, because the outputs show it (3998, 3998.0,
 * True). A column whose values are numbers counts as whole (Python's int64) while every cell is a
 * CELL_INTEGER, and as real once one is a CELL_REAL or missing: frame_column_type says which.
 *
 * Order of columns, as in Orion's CSV files: run id, the metrics' columns (values and attributes)
 * in the order of their joins, time, version, prs, display fields. All memory is the arena's. */
#ifndef RIGEL_ORION_FRAME_H
#define RIGEL_ORION_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/test.h"

enum cell_kind {
    CELL_MISSING, /* pandas' NaN: "nan" in tables, null in JSON, nothing in CSV */
    CELL_BOOL,    /* integer is 0 or 1 */
    CELL_INTEGER,
    CELL_REAL, /* may be infinite or NaN after arithmetic */
    CELL_TEXT,
    CELL_JSON /* an array or object: text is its compact JSON */
};

struct cell {
    enum cell_kind kind;
    /* CELL_MISSING: Python's None, a null that pandas left as it is ("" in tables), not NaN. */
    bool is_none;
    int64_t integer;
    double real;      /* CELL_INTEGER and CELL_REAL */
    const char *text; /* CELL_TEXT, CELL_JSON; UTF-8, ends with NUL */
};

enum column_role {
    COLUMN_VALUE,     /* a metric that is analysed */
    COLUMN_ATTRIBUTE, /* `type: metadata` */
    COLUMN_DISPLAY    /* a field of --display; runs without it have the text "N/A" */
};

/* What Orion keeps for a column: of two metrics that give one column the last one's settings hold
 * for both (fault 9). */
struct frame_column {
    const char *name;
    enum column_role role;
    const struct metric *metric; /* after group_by; NULL for COLUMN_DISPLAY */
    struct cell *cells;          /* one a row */
    bool is_object;              /* no document gave a value: no column of numbers to pandas */
};

/* Texts, in order. */
struct text_list {
    const char *const *items;
    size_t count;
};

struct frame_row {
    const char *run;         /* the run id */
    int64_t time;            /* seconds since 1970 */
    struct cell version;     /* as JSON gave it, or "N/A"; CELL_MISSING in all rows: none has one */
    struct text_list prs;    /* pull requests of the payload, as the PR service gave them */
    const char *prs_text;    /* CMR's first row: the lists of its runs as one text; NULL: prs */
    double real_time;        /* where frame.has_real_times: seconds since 1970, maybe a mean */
    size_t index;            /* where frame.has_indexes: the row before any was dropped */
    const char *github_json; /* what github_context adds; NULL: nothing */
    const char *build_url;   /* buildUrl or build_url of its metadata; NULL: neither */
    /* --sippy-pr-search: what the payload has over the one of the row before. print_summary shows
     * these instead of prs where has_new_prs; the JSON and CSV rows keep prs. */
    struct text_list new_prs;
    bool has_new_prs;
    bool has_time; /* false: NaT */
};

struct frame {
    struct arena *arena;
    const struct test *test;
    struct frame_row *rows; /* by time, then in the order they came */
    size_t row_count;
    struct frame_column *columns; /* values and attributes first, then display fields */
    size_t column_count;
    /* CMR of two runs or more: a mean is among the times, so JSON shows them all as reals. Texts
     * show row.time, the whole seconds. */
    bool has_real_times;
    bool lacks_versions;           /* no run has one: neither versions nor prs are shown */
    bool has_indexes;              /* the anomaly algorithm: JSON rows begin with "index" */
    struct text_list without_data; /* value columns without a single value (fault 5) */
};

enum column_type {
    COLUMN_IS_EMPTY,
    COLUMN_IS_BOOL,
    COLUMN_IS_WHOLE,
    COLUMN_IS_REAL,
    COLUMN_IS_OBJECT
};

/* As pandas would type a column of these cells. COLUMN_IS_EMPTY: no row. Without any value:
 * COLUMN_IS_OBJECT where one is None, else COLUMN_IS_REAL. */
enum column_type cells_type(const struct cell *cells, size_t count);
enum column_type frame_column_type(const struct frame *frame, size_t column);
/* A cell of the column is not missing. */
bool frame_has_value(const struct frame *frame, size_t column);
/* As Python's float(): NAN where the cell is missing, a text or JSON; 0 or 1 for a CELL_BOOL. */
double cell_number(const struct cell *cell);
double frame_number(const struct frame *frame, size_t column, size_t row);
/* The column of that name that holds values; SIZE_MAX: none. */
size_t frame_value_column(const struct frame *frame, const char *name);
/* A copy with the rows rows[0], ... (count of them) in that order, in the same arena. A column
 * keeps its type: whole numbers of a real column become CELL_REAL. */
struct frame *frame_take_rows(const struct frame *frame, const size_t *rows, size_t count);

#endif
