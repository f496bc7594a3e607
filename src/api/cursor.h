/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cursor.h - where the next page starts, as an opaque text: the key of the last row of this page.
 *
 * Being a key and not an offset, it stays right when rows are inserted or removed meanwhile. A
 * cursor names its kind of list, and that of another list is refused. It is no secret and no
 * capability: it only holds what the page already showed. */
#ifndef RIGEL_API_CURSOR_H
#define RIGEL_API_CURSOR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"

enum { CURSOR_NUMBERS = 4 };
/* base64url: what a cursor is written with. */
#define CURSOR_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

struct cursor {
    char kind; /* a letter of the list's own */
    int64_t numbers[CURSOR_NUMBERS];
    const char *text; /* never NULL */
};

/* base64url without padding, in the arena. */
const char *cursor_encode(struct arena *arena, const struct cursor *cursor);
/* ERROR_NOT_FOUND with place "cursor": no page begins there, as it was not made by cursor_encode or
 * is of another kind. */
MUST_CHECK bool cursor_decode(struct arena *arena, const char *text, char kind,
                              struct cursor *ret_cursor, struct error *err);

#endif
