/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_value.h - values of JSON documents, as Python's json module reads and writes them and as
 * str() shows them.
 *
 * Metadata fields hold arrays and objects, the GitHub context is an object, and --report reads
 * whole files. Unlike RFC 8259, Python takes and writes NaN and Infinity, and keeps whole numbers
 * of any length. U+0000 and half surrogate pairs become U+FFFD. Read-only; lives in the arena. */
#ifndef RIGEL_ORION_PRINT_VALUE_H
#define RIGEL_ORION_PRINT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"

enum print_value_kind {
    PRINT_NULL,
    PRINT_BOOL,
    PRINT_INTEGER,
    PRINT_REAL,
    PRINT_TEXT,
    PRINT_LIST,
    PRINT_OBJECT
};

struct print_value {
    enum print_value_kind kind;
    bool truth;       /* PRINT_BOOL */
    double real;      /* PRINT_INTEGER, PRINT_REAL */
    const char *text; /* PRINT_TEXT; PRINT_INTEGER: its digits */
    const struct print_value *items;
    const char *const *keys; /* PRINT_OBJECT: of the items, in the order they first came */
    size_t count;
};

/* The deepest nesting that is read. */
enum { PRINT_VALUE_DEPTH = 256 };

/* NULL: not one JSON value, or nested too deeply. */
const struct print_value *print_value_read(struct arena *arena, const char *text, size_t size);
/* The member of an object; NULL: absent, or value is no object (NULL is fine). */
const struct print_value *print_value_member(const struct print_value *value, const char *key);
/* bool(value); NULL is false. */
bool print_value_truth(const struct print_value *value);

/* json.dumps(value, indent=2) at a depth; rounded: reals as to_json of pandas writes them. */
void print_value_json(struct buffer *out, const struct print_value *value, unsigned level,
                      bool rounded);
/* str(value). */
void print_value_str(struct buffer *out, const struct print_value *value);
const char *print_value_text(struct arena *arena, const struct print_value *value);

/* json.dumps(text): quoted, ASCII alone. */
void print_json_text(struct buffer *out, const char *text);
/* json.dumps(number): repr(), Infinity, NaN. */
void print_json_real(struct buffer *out, double number);
/* A line feed and two blanks a level. */
void print_indent(struct buffer *out, unsigned level);

#endif
