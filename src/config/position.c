/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/position.h"

#include <stdio.h>
#include <string.h>

static void find_lines(struct origin *origin)
{
    size_t count = 1;

    for (size_t i = 0; i < origin->source_size; i++)
        count += origin->source[i] == '\n';
    origin->lines = ARENA_ARRAY(origin->arena, size_t, count);
    origin->line_count = 1;
    for (size_t i = 0; i < origin->source_size; i++)
        if (origin->source[i] == '\n')
            origin->lines[origin->line_count++] = i + 1;
}

struct origin *origin_new(struct arena *arena, const char *file, const char *source, size_t size)
{
    struct origin *origin = ARENA_NEW(arena, struct origin);

    *origin = (struct origin){.arena = arena, .file = file, .source = source, .source_size = size};
    find_lines(origin);
    return origin;
}

void origin_add_span(struct origin *origin, size_t rendered, size_t source, bool copied)
{
    origin->spans = arena_grow(origin->arena, origin->spans, origin->span_count,
                               &origin->span_capacity, sizeof *origin->spans);
    origin->spans[origin->span_count++] =
        (struct origin_span){.rendered = rendered, .source = source, .copied = copied};
}

static size_t source_offset(const struct origin *origin, size_t rendered)
{
    size_t low = 0, high = origin->span_count;

    if (origin->span_count == 0)
        return rendered;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (origin->spans[middle].rendered <= rendered)
            low = middle;
        else
            high = middle;
    }
    const struct origin_span *span = &origin->spans[low];
    return span->source +
           (span->copied && rendered > span->rendered ? rendered - span->rendered : 0);
}

char *origin_source_text(const struct origin *origin, size_t offset, char out[POSITION_TEXT_SIZE])
{
    size_t low = 0, high = origin->line_count, column = 1;

    if (offset > origin->source_size)
        offset = origin->source_size;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (origin->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    for (size_t i = origin->lines[low]; i < offset; i++)
        column += ((unsigned char)origin->source[i] & 0xc0) != 0x80;
    /* The numbers are what people need: a very long path is cut, at its front. */
    const size_t length = strlen(origin->file), most = POSITION_TEXT_SIZE - 48;
    (void)snprintf(out, POSITION_TEXT_SIZE, "%s:%zu:%zu",
                   origin->file + (length > most ? length - most : 0), low + 1, column);
    return out;
}

char *position_text(struct position position, char out[POSITION_TEXT_SIZE])
{
    if (!position.origin) {
        out[0] = '\0';
        return out;
    }
    return origin_source_text(position.origin, source_offset(position.origin, position.offset),
                              out);
}

const char *position_keep(struct position position, struct arena *arena)
{
    char text[POSITION_TEXT_SIZE];

    return arena_strdup(arena, position_text(position, text));
}
