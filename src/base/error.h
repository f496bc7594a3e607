/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error.h - what went wrong, where, and what was expected.
 *
 * A function that can fail returns bool (or NULL) and takes a struct error as its last argument;
 * it fills it once, where the fault is known, with `return error_set(...)`. On success the struct
 * is left untouched. Library code never logs an error: the caller at the top does, once. err may
 * not be NULL. */
#ifndef RIGEL_BASE_ERROR_H
#define RIGEL_BASE_ERROR_H

#include <stdbool.h>

#include "base/attributes.h"

enum error_code {
    ERROR_NONE,
#define ERROR(name, http, exit, slug, title) ERROR_##name,
#include "base/errors.def"
#undef ERROR
    ERROR_CODE_COUNT
};

struct error {
    enum error_code code;
    char place[256]; /* file:line:column, field, document id, URL without secrets; may be empty */
    char text[768];  /* what is wrong and what was expected, one line, no secret */
};

/* Fills err and returns false. place may be NULL. Control characters become blanks. */
bool error_set(struct error *err, enum error_code code, const char *place, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* Puts a wider place before the one that is there: "outer: inner". Returns false. */
bool error_within(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

int error_http_status(enum error_code code);
int error_exit_status(enum error_code code);
const char *error_slug(enum error_code code);
const char *error_title(enum error_code code);

#endif
