/* SPDX-License-Identifier: GPL-3.0-or-later */
/* buffer.h - growing bytes with the most they may hold.
 *
 * The first call that would pass the limit, or finds no memory, marks the buffer failed; later
 * calls do nothing, so a writer checks buffer_ok once, at the end. data is always followed by a
 * NUL byte that size does not count. */
#ifndef RIGEL_BASE_BUFFER_H
#define RIGEL_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"

struct buffer {
    char *data; /* never NULL after the first append */
    size_t size, capacity, limit;
    bool failed;
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_done(struct buffer *buffer);  /* frees; the struct may be initialised again */
void buffer_clear(struct buffer *buffer); /* size 0, not failed, memory kept */
void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
bool buffer_ok(const struct buffer *buffer);
/* The bytes become the caller's to free(); the buffer is empty afterwards. */
char *buffer_take(struct buffer *buffer, size_t *ret_size);

#define AUTO_BUFFER CLEANUP(buffer_done) struct buffer

#endif
