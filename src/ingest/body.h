/* SPDX-License-Identifier: GPL-3.0-or-later */
/* body.h - typed reading of one document: the values of some fields, in one pass.
 *
 * A field is named by its dotted path as the search cluster flattens documents: "labels.namespace"
 * is the member `namespace` of the object `labels`, or a member with the dot in its name; arrays on
 * the way give all their elements' values. A ".keyword" ending names the same field. A document is
 * taken whole or not at all: it must be one JSON object in UTF-8, at most LIMIT_DOCUMENT_SIZE bytes
 * and LIMIT_DOCUMENT_DEPTH levels deep (NaN and Infinity are not JSON).
 *
 * A reader belongs to one thread at a time; what it returns lives until the next body_read. */
#ifndef RIGEL_INGEST_BODY_H
#define RIGEL_INGEST_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"

struct body_reader;

/* For fields[0, count); the names are copied. Repeats are fine. */
struct body_reader *body_reader_new(const char *const *fields, size_t count);
void body_reader_free(struct body_reader *reader); /* NULL is fine */

/* Reads one document. bytes need no NUL at the end and are borrowed until the next read.
 * ERROR_INPUT or ERROR_LIMIT: why it cannot be used; nothing of it is to be looked at. */
MUST_CHECK bool body_read(struct body_reader *reader, const char *bytes, size_t size,
                          struct error *err);

/* Of field number `field`. Errors have the field's name as place. */

/* The first value as text: a text, or a number or boolean as it is written. *ret_text is NULL where
 * the field is absent, null or empty. ERROR_INPUT: an object, or not a text the database can hold.
 */
MUST_CHECK bool body_text(struct body_reader *reader, size_t field, const char **ret_text,
                          struct error *err);
/* The first value as an instant (clock.h: ISO 8601 text, digits, epoch number). *ret_found is false
 * where the field is absent or null. */
MUST_CHECK bool body_time(struct body_reader *reader, size_t field, int64_t *ret_us,
                          bool *ret_found, struct error *err);
/* All values as finite numbers. A text that is a number counts as it, an empty text and null as
 * nothing, as the cluster coerces; a boolean, another text or an object is an error. */
MUST_CHECK bool body_numbers(struct body_reader *reader, size_t field, const double **ret_numbers,
                             size_t *ret_count, struct error *err);
/* How many values of any type but null the field has. */
size_t body_count(const struct body_reader *reader, size_t field);

#endif
