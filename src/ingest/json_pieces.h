/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_pieces.h - cuts a file into the JSON texts that it holds, in one pass with small memory.
 *
 * Three forms, told by how the file begins: an array (its elements are the pieces), an object that
 * opens alone on its line (pretty-printed objects one after another), anything else line by line
 * (NDJSON, where a broken line costs only itself). Whether a piece is good JSON is not looked at.
 * A piece above LIMIT_DOCUMENT_SIZE is reported without its text. */
#ifndef RIGEL_INGEST_JSON_PIECES_H
#define RIGEL_INGEST_JSON_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"

struct json_piece {
    const char *text; /* borrowed for the call; NULL: too large */
    size_t size;      /* bytes in the file, text or not */
    uint64_t offset;
    uint32_t line; /* where it begins, from 1 */
    bool is_line;  /* NDJSON: an action of _bulk may stand before its document */
};

/* false with err set stops. */
typedef bool json_piece_sink(void *context, const struct json_piece *piece, struct error *err);

/* Reads fd from its beginning to its end. name is for errors. */
MUST_CHECK bool json_pieces_read(int fd, const char *name, json_piece_sink *sink, void *context,
                                 struct error *err);

#endif
