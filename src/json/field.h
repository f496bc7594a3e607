/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field.h - typed reading of a jansson tree, with the path of the value in each error.
 *
 *     struct field root = field_root(tree, "answer of the server"), hits, total;
 *     int64_t n;
 *     if (!field_member(&root, "hits", &hits, err) || !field_member(&hits, "total", &total, err) ||
 *         !field_integer(&total, &n, err))
 *         return false;   // answer of the server: hits.total: expected a whole number, found a
 * text
 *
 * A field borrows the tree and its parent field: both must live as long as it is used. Errors have
 * the code ERROR_INPUT unless the root was given another one, and the path as place. */
#ifndef RIGEL_JSON_FIELD_H
#define RIGEL_JSON_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"

struct field {
    const json_t *value; /* NULL: absent */
    const struct field *parent;
    const char *name; /* the member's name; of the root: what the tree is, or NULL */
    size_t index;     /* of an item, where name is NULL */
    enum error_code code;
};

/* Frees a reference when the variable goes out of scope. */
void field_release_tree(json_t **tree);
#define AUTO_JSON CLEANUP(field_release_tree) json_t *

/* Parses size bytes of JSON; what names the text in errors (with line and column). The caller's to
 * json_decref. NULL on a fault (code). */
MUST_CHECK json_t *field_parse(const char *text, size_t size, enum error_code code,
                               const char *what, struct error *err);

struct field field_root(const json_t *tree, const char *what, enum error_code code);

/* A member that must be there (null counts as there). */
MUST_CHECK bool field_member(const struct field *object, const char *name, struct field *ret,
                             struct error *err);
/* value is NULL where the member is absent or null, or object is no object. */
struct field field_optional(const struct field *object, const char *name);
/* Item of an array; index must be below field_count. */
struct field field_item(const struct field *array, size_t index);
size_t field_count(const struct field *array); /* 0 where it is no array */

/* false with err set: absent or another type. Texts live as long as the tree. */
MUST_CHECK bool field_text(const struct field *field, const char **ret, struct error *err);
MUST_CHECK bool field_integer(const struct field *field, int64_t *ret, struct error *err);
MUST_CHECK bool field_real(const struct field *field, double *ret,
                           struct error *err); /* any number */
MUST_CHECK bool field_bool(const struct field *field, bool *ret, struct error *err);
MUST_CHECK bool field_array(const struct field *field, struct error *err);
MUST_CHECK bool field_object(const struct field *field, struct error *err);

/* Fills err with the field's path as place; returns false. */
bool field_fault(const struct field *field, struct error *err, const char *expected);

#endif
