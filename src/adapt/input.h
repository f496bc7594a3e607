/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input.h - places in a file, for messages. Inside the adapt room. */
#ifndef RIGEL_ADAPT_INPUT_H
#define RIGEL_ADAPT_INPUT_H

#include <stddef.h>

#include "adapt/adapt.h"

struct position {
    size_t line, column; /* from 1; columns are bytes */
};

/* at may stand anywhere in the file's text, or at its end. */
struct position input_position(const struct adapt_file *file, const char *at);

/* Fills err with the place of at, and "field: expected ..." ("expected ..." for an empty field).
 * Returns false. */
bool input_fault(const struct adapt_file *file, const char *at, const char *field,
                 const char *expected, struct error *err);

/* The whole file is UTF-8 without NUL; else ERROR_INPUT. */
MUST_CHECK bool input_is_text(const struct adapt_file *file, struct error *err);

#endif
