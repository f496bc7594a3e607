/* SPDX-License-Identifier: GPL-3.0-or-later */
/* position.h - where a byte of configuration text came from, as people count it.
 *
 * A file is rendered as a template before YAML reads it, so YAML's offsets are into the rendered
 * text. An origin keeps both texts and the spans that lead back; a position is a rendered offset
 * in one origin. Lines and columns count from 1, columns in UTF-8 characters. */
#ifndef RIGEL_CONFIG_POSITION_H
#define RIGEL_CONFIG_POSITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { POSITION_TEXT_SIZE = 256 };

/* rendered bytes from `rendered` up to the next span come from `source` on; from the very place
 * `source` where the template put a value there. */
struct origin_span {
    size_t rendered, source;
    bool copied;
};

struct origin {
    struct arena *arena;
    const char *file;
    const char *source; /* as in the file, NUL-terminated */
    size_t source_size;
    size_t *lines; /* offsets of the line starts in source */
    size_t line_count;
    struct origin_span *spans; /* none: rendered is source */
    size_t span_count, span_capacity;
};

struct position {
    const struct origin *origin; /* NULL: nowhere in a file */
    size_t offset;               /* in the rendered text */
};

/* file and source are kept, not copied; all lives as long as arena. */
struct origin *origin_new(struct arena *arena, const char *file, const char *source, size_t size);
/* Spans must come in ascending order of rendered. */
void origin_add_span(struct origin *origin, size_t rendered, size_t source, bool copied);

/* "file:line:column" of a position, or of an offset in the unrendered source. Returns out. */
char *position_text(struct position position, char out[POSITION_TEXT_SIZE]);
char *origin_source_text(const struct origin *origin, size_t offset, char out[POSITION_TEXT_SIZE]);
/* The same, living in arena. */
const char *position_keep(struct position position, struct arena *arena);

#endif
