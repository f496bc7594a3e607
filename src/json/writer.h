/* SPDX-License-Identifier: GPL-3.0-or-later */
/* writer.h - JSON text, written straight into a buffer: no tree, no allocation a value.
 *
 *     struct writer w = writer_on(&buffer);
 *     writer_object(&w, NULL);
 *     writer_text(&w, "name", "kapi");
 *     writer_real(&w, "value", 3.98);
 *     writer_end(&w);
 *
 * key is the member's name inside an object and NULL inside an array or at the top. Commas are the
 * writer's. A double that is not finite becomes null; other doubles are the shortest text that
 * reads back as the same bits. Texts must be UTF-8; bytes that are not become U+FFFD, so the output
 * always is valid JSON. Depth above WRITER_DEPTH and unbalanced ends are bugs (asserted). */
#ifndef RIGEL_JSON_WRITER_H
#define RIGEL_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum { WRITER_DEPTH = 32 };

struct writer {
    struct buffer *out; /* borrowed */
    unsigned depth;
    bool started[WRITER_DEPTH + 1]; /* something was written on this level */
    char closer[WRITER_DEPTH + 1];
};

struct writer writer_on(struct buffer *out);

void writer_object(struct writer *writer, const char *key);
void writer_array(struct writer *writer, const char *key);
void writer_end(struct writer *writer); /* of the innermost object or array */

void writer_null(struct writer *writer, const char *key);
void writer_bool(struct writer *writer, const char *key, bool value);
void writer_integer(struct writer *writer, const char *key, int64_t value);
void writer_real(struct writer *writer, const char *key, double value);
void writer_text(struct writer *writer, const char *key, const char *text); /* NULL: null */
/* "2026-11-22T12:00:00Z" from microseconds since 1970. */
void writer_time(struct writer *writer, const char *key, int64_t us);
/* A 64-bit id as text: JavaScript's numbers are too short for it. */
void writer_id(struct writer *writer, const char *key, int64_t id);
/* JSON text from a trusted place (a json or jsonb column); NULL: null. */
void writer_raw(struct writer *writer, const char *key, const char *json);

#endif
