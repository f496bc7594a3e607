/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.h - values out of a document's _source, by the three ways in which Orion reads fields.
 *
 * A slice whose at is NULL: there is no such field. Objects are slices of JSON that was scanned
 * before. Nothing is changed. */
#ifndef RIGEL_ORION_DOCUMENT_H
#define RIGEL_ORION_DOCUMENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "config/test.h"
#include "orion/frame.h"
#include "json/scan.h"

/* The member of that name, dots and all. */
struct slice document_member(struct slice object, const char *name);
/* A dotted name reaches into objects; a part that is no object ends the search with its value. */
struct slice document_path(struct slice object, const char *path);
/* A dotted name reaches into objects as long as they are there, then is a name with dots. */
struct slice document_nested(struct slice object, const char *path);
/* The column that a table made flat has: any parting of the dotted name, objects excluded. */
struct slice document_flat(struct slice object, const char *path);

/* A copy in arena. CELL_MISSING for null and for no field. */
struct cell document_cell(struct arena *arena, struct slice value);
/* A text as it is, anything else as its JSON; NULL: no such field, or null. */
const char *document_text(struct arena *arena, struct slice value);

/* Equal as Python's == has it: type and case count, 1 is 1.0 and true. */
bool document_equals(struct slice value, const struct value *wanted);
/* The whole text is the same but for case, or both are the same number; of a list any item. */
bool document_agrees(struct slice value, const char *wanted);

#endif
