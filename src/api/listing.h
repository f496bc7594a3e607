/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listing.h - the rows of a list: JSON objects or lines of CSV, whole or with chosen fields.
 *
 * A row is written by one function that names each cell, whatever comes out:
 *
 *     static void write_row(struct listing *t, const void *row) { listing_text(t, "uuid", ...); }
 *
 *     struct listing listing;
 *     if (!listing_open(&listing, request, write_row, &(struct run_row){0}, err)) return false;
 *     ... the rows are loaded ...
 *     listing_start(&listing);           JSON: members of the answer may be written before the rows
 *     listing_begin(&listing, "runs");
 *     for (...) listing_row(&listing, &rows[i]);
 *     page_close(&listing, count, last_key);
 *
 * The names of `fields` and the header line come from that function too, called on an empty row; so
 * it must write the same cells for every row, and bear a row of zeros.
 *
 * CSV is RFC 4180 in UTF-8 with a header line; null is an empty cell. A text that a spreadsheet
 * would take for a formula (it begins with = + - @, a tab or a line end) gets a ' before it. */
#ifndef RIGEL_API_LISTING_H
#define RIGEL_API_LISTING_H

#include "api/form.h"

enum { LISTING_COLUMNS = 32 };

struct listing;
typedef void listing_row_writer(struct listing *listing, const void *row);

struct listing {
    struct request *request;
    struct writer writer; /* of the JSON around the rows */
    listing_row_writer *write;
    const char *names[LISTING_COLUMNS];
    bool shown[LISTING_COLUMNS];
    size_t count, at;
    enum form form;
    bool csv, naming, whole, cell_written;
};

/* Which form and which fields the request asks for. ERROR_PARAMETER, ERROR_NOT_ACCEPTABLE. */
MUST_CHECK bool listing_open(struct listing *listing, struct request *request,
                             listing_row_writer *write, const void *empty_row, struct error *err);
/* The same of a route that offers more forms, JSON first; of others than JSON and CSV
 * (listing->form) nothing of this file is to be used. */
MUST_CHECK bool listing_open_as(struct listing *listing, struct request *request,
                                listing_row_writer *write, const void *empty_row,
                                const enum form *offered, size_t count, struct error *err);
/* Starts a 200. JSON: the object around the list is open afterwards, for members by
 * listing->writer; CSV: they are not to be written (listing->csv). */
void listing_start(struct listing *listing);
void listing_begin(struct listing *listing, const char *key);
void listing_row(struct listing *listing, const void *row);
void listing_end(struct listing *listing);   /* of the list */
void listing_close(struct listing *listing); /* of the answer */
/* All cells of one row as members of the object that is open: an answer of one thing. */
void listing_members(struct writer *writer, listing_row_writer *write, const void *row);

void listing_text(struct listing *listing, const char *name, const char *text); /* NULL: null */
void listing_bool(struct listing *listing, const char *name, bool value);
void listing_integer(struct listing *listing, const char *name, int64_t value);
void listing_real(struct listing *listing, const char *name, double value); /* not finite: null */
void listing_time(struct listing *listing, const char *name, int64_t us);
void listing_id(struct listing *listing, const char *name, int64_t id);
void listing_null(struct listing *listing, const char *name);
/* JSON from a trusted place; in CSV its text. */
void listing_json(struct listing *listing, const char *name, const char *json);

#endif
