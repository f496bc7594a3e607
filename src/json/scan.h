/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan.h - walks over JSON text without building a tree: slices of the text, nothing copied.
 *
 * For answers of hundreds of megabytes of which a few members are wanted. The caller walks down
 * (scan_enter, scan_member, scan_item) and skips what it does not want. Everything passed over is
 * checked to be JSON (RFC 8259), but for one thing: bytes above 0x7f inside texts are not checked
 * to be UTF-8 (whoever reads the slice does).
 *
 *     scan_init(&scan, text, size);
 *     scan_enter(&scan, '{');
 *     while (scan_member(&scan, &key))
 *         if (slice_is(key, "took")) scan_value(&scan, &took, NULL); else scan_skip(&scan);
 *     if (!scan_end(&scan)) ... scan.fault says what was expected, scan_offset where
 *
 * The first fault stays; after it every call returns false at once, so it is looked at once, at the
 * end. The text need not end with NUL and is not changed, unless slice_text is called. */
#ifndef RIGEL_JSON_SCAN_H
#define RIGEL_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"

/* The deepest nesting scan_value passes over; more is a fault. */
enum { SCAN_DEPTH = 65536 };

struct slice {
    char *at; /* NULL: absent */
    size_t size;
};

struct scan {
    char *start, *at, *end;
    const char *fault; /* NULL: none so far */
    bool first;        /* nothing was read yet from the array or object entered last */
};

void scan_init(struct scan *scan, char *text, size_t size);
size_t scan_offset(const struct scan *scan);

/* The type of the next value: '{' '[' '"' 't' 'f' 'n' '0' (a number); 0: no value here. */
char scan_peek(struct scan *scan);
/* Goes into the object '{' or the array '['; false: the next value is something else (a fault). */
bool scan_enter(struct scan *scan, char bracket);
/* Moves to the next member's value and gives its key (the bytes between the quotes, escapes as
 * they are). false: the object has ended, or a fault. */
bool scan_member(struct scan *scan, struct slice *ret_key);
/* Moves to the next item of an array. false: the array has ended, or a fault. */
bool scan_item(struct scan *scan);
/* Passes over one value of any depth: ret_value are its bytes, ret_depth (may be NULL) how deeply
 * it nests: 0 for a scalar, 1 for []. */
bool scan_value(struct scan *scan, struct slice *ret_value, size_t *ret_depth);
bool scan_skip(struct scan *scan);
/* Nothing but blanks is left and there was no fault. */
MUST_CHECK bool scan_end(struct scan *scan);

/* key as written equals text, which needs no escapes. */
bool slice_is(struct slice slice, const char *text);
/* The text of a slice that is a JSON text with its quotes, unescaped where it stands and ended with
 * NUL: changes the scanned bytes. NULL: not a text, or it holds U+0000 or half a surrogate pair. */
char *slice_text(struct slice slice);
MUST_CHECK bool slice_integer(struct slice slice, int64_t *ret_number);

#endif
