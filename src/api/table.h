/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.h - the rows of a list: JSON objects or lines of CSV, whole or with chosen fields.
 *
 * A row is written by one function that names each cell, whatever comes out:
 *
 *     static void write_run(struct table *t, const void *row) { table_text(t, "uuid", ...); ... }
 *
 *     struct table table;
 *     if (!table_open(&table, request, write_run, &(struct run_row){0}, err)) return false;
 *     ... the rows are loaded ...
 *     table_begin(&table, "runs");               JSON: more members may be written before it
 *     for (...) table_row(&table, &rows[i]);
 *     table_end(&table); page_next(...); table_close(&table);
 *
 * The names of `fields` and the header line come from that function too, called on an empty row; so
 * it must write the same cells for every row, and bear a row of zeros.
 *
 * CSV is RFC 4180 in UTF-8 with a header line; null is an empty cell. A text that a spreadsheet
 * would take for a formula (it begins with = + - @, a tab or a line end) gets a ' before it. */
#ifndef RIGEL_API_TABLE_H
#define RIGEL_API_TABLE_H

#include "api/form.h"

enum { TABLE_COLUMNS = 32 };

struct table;
typedef void table_row_writer(struct table *table, const void *row);

struct table {
    struct request *request;
    struct writer writer; /* of the JSON around the rows */
    table_row_writer *write;
    const char *names[TABLE_COLUMNS];
    bool shown[TABLE_COLUMNS];
    size_t count, at;
    bool csv, naming, whole, cell_written;
};

/* Which form and which fields the request asks for. ERROR_PARAMETER, ERROR_NOT_ACCEPTABLE. */
MUST_CHECK bool table_open(struct table *table, struct request *request, table_row_writer *write,
                           const void *empty_row, struct error *err);
/* Starts a 200. JSON: the object around the list is open afterwards, for members by
 * table->writer; CSV: they are not to be written (table->csv). */
void table_start(struct table *table);
void table_begin(struct table *table, const char *key);
void table_row(struct table *table, const void *row);
void table_end(struct table *table);   /* of the list */
void table_close(struct table *table); /* of the answer */
/* All cells of one row as members of the object that is open: an answer of one thing. */
void table_members(struct writer *writer, table_row_writer *write, const void *row);

void table_text(struct table *table, const char *name, const char *text); /* NULL: null */
void table_bool(struct table *table, const char *name, bool value);
void table_integer(struct table *table, const char *name, int64_t value);
void table_real(struct table *table, const char *name, double value); /* not finite: null */
void table_time(struct table *table, const char *name, int64_t us);
void table_id(struct table *table, const char *name, int64_t id);
void table_null(struct table *table, const char *name);
/* JSON from a trusted place; in CSV its text. */
void table_json(struct table *table, const char *name, const char *json);

#endif
