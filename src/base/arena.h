/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.h - memory that dies as a whole: one arena a request, a batch or a configuration.
 *
 * Everything handed out lives until arena_free (or arena_reset); nothing is freed alone. Not for
 * use by two threads at once. Running out of memory aborts the process with a message: the pieces
 * are small and bounded by limits.h, and large or outside-controlled buffers use buffer.h, which
 * fails softly. */
#ifndef RIGEL_BASE_ARENA_H
#define RIGEL_BASE_ARENA_H

#include <stddef.h>

#include "base/attributes.h"

struct arena;

struct arena *arena_new(void);         /* never NULL */
void arena_free(struct arena *arena);  /* NULL is fine */
void arena_reset(struct arena *arena); /* keeps one block for the next use */

/* Zeroed, aligned for any type. count * size must not overflow (asserted). */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text); /* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* An array grown by doubling: returns items with room for at least count + 1 of size bytes each.
 * *capacity is kept by the caller and starts at 0 with items NULL. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

void arena_release(struct arena **arena); /* for CLEANUP */
#define AUTO_ARENA CLEANUP(arena_release) struct arena *

#endif
