/* SPDX-License-Identifier: GPL-3.0-or-later */
/* object.h - JSON inside a file, read by slices so that values keep their text, with the line,
 * column and path of each fault. Inside the adapt room.
 *
 *     struct slice whole;
 *     struct object result;
 *     if (!object_whole(file, &whole, err) ||
 *         !object_read(file, arena, whole, "", &result, err) ||
 *         !object_number(&result, "throughput", err))
 *         return false;   // netperf.json:3:19: throughput: expected a number
 */
#ifndef RIGEL_ADAPT_OBJECT_H
#define RIGEL_ADAPT_OBJECT_H

#include "adapt/adapt.h"
#include "base/arena.h"
#include "json/scan.h"

enum { OBJECT_MEMBERS = 10000 };

struct member {
    const char *key; /* unescaped */
    struct slice value;
};

struct object {
    const struct adapt_file *file;
    struct arena *arena;
    const char *path; /* "" at the top, else "[3]" or "[3].config" */
    struct slice at;
    const struct member *members; /* in order; of equal names each */
    size_t count;
};

/* The one value of a file: JSON, UTF-8, at most LIMIT_DOCUMENT_DEPTH + 2 levels. */
MUST_CHECK bool object_whole(const struct adapt_file *file, struct slice *ret_value,
                             struct error *err);
/* Members of a checked slice; ERROR_INPUT where it is no object, ERROR_LIMIT. */
MUST_CHECK bool object_read(const struct adapt_file *file, struct arena *arena, struct slice value,
                            const char *path, struct object *ret_object, struct error *err);
/* The last member of that name, as JSON readers take it; NULL: none, or null. */
const struct member *object_find(const struct object *object, const char *key);

/* false with err set: absent, null or another type. */
MUST_CHECK bool object_text(const struct object *object, const char *key, const char **ret_text,
                            struct error *err);
MUST_CHECK bool object_number(const struct object *object, const char *key, struct error *err);
MUST_CHECK bool object_object(const struct object *object, const char *key, struct object *ret,
                              struct error *err);
MUST_CHECK bool object_array(const struct object *object, const char *key, struct slice *ret,
                             struct error *err);
/* As object_text, but *ret_text is NULL where it is absent or null. */
MUST_CHECK bool object_optional_text(const struct object *object, const char *key,
                                     const char **ret_text, struct error *err);
/* An instant as clock.h reads it; *ret_us is INT64_MIN where it is absent or null. */
MUST_CHECK bool object_time(const struct object *object, const char *key, int64_t *ret_us,
                            struct error *err);

/* ERROR_INPUT at a member (NULL: at the object): "path.key: expected ...". Returns false. */
bool object_fault(const struct object *object, const struct member *member, const char *key,
                  const char *expected, struct error *err);

/* The text of a slice that is a JSON text, in arena; NULL: no text, or not one that can be held. */
const char *object_text_of(struct arena *arena, struct slice value);

/* Calls visit for each item of a checked array with the path "[index]" after path. */
typedef bool object_visit(void *context, struct slice item, const char *path, struct error *err);
MUST_CHECK bool object_each(const struct adapt_file *file, struct arena *arena, struct slice array,
                            const char *path, object_visit *visit, void *context,
                            struct error *err);

#endif
