/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.h - rows of a CSV file (RFC 4180: quoted fields may hold commas, quotes and line ends).
 * Inside the adapt room. */
#ifndef RIGEL_ADAPT_CSV_H
#define RIGEL_ADAPT_CSV_H

#include "adapt/adapt.h"
#include "base/arena.h"

enum { CSV_FIELDS = 1000 };

struct csv_field {
    const char *text; /* without quotes, NUL-terminated */
    const char *at;   /* where it stands in the file */
};

struct csv_row {
    const struct csv_field *fields;
    size_t count;
    const char *at;
    size_t size; /* bytes of the row in the file, without its line end */
};

struct csv {
    const struct adapt_file *file;
    const char *next; /* the next row */
};

struct csv csv_on(const struct adapt_file *file);

/* The next row that is not empty, in arena. *ret_found false: the file has ended. ERROR_INPUT: a
 * quote where none may be, ERROR_LIMIT. */
MUST_CHECK bool csv_read(struct csv *csv, struct arena *arena, struct csv_row *ret_row,
                         bool *ret_found, struct error *err);

#endif
