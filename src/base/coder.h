/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coder.h - a struct as bytes, and back: one function says the order of its members for both ways.
 *
 *     static void code_run(struct coder *coder, struct run *run)
 *     {
 *         coder_text(coder, &run->uuid);
 *         coder_real(coder, &run->value);
 *     }
 *
 * Writing, the members are read and stay as they are; reading, they are set. So the two cannot
 * drift apart. Whole numbers take a byte or few (LEB128), doubles their eight bytes: every bit
 * comes back, of a NaN too. The same on every machine.
 *
 * Bytes may come from anywhere: after the first fault everything read is 0, NULL or empty, and an
 * array is never longer than the bytes that are left. coder_ok is asked once, at the end. */
#ifndef RIGEL_BASE_CODER_H
#define RIGEL_BASE_CODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

struct coder {
    struct buffer *out;            /* NULL: reading */
    const unsigned char *at, *end; /* of what is read */
    struct arena *arena;
    bool failed;
    /* Shared things that were there before: */
    const void **seen;
    size_t seen_count, seen_room, next;
};

/* out is borrowed; arena holds what the coder remembers. */
struct coder coder_writing(struct buffer *out, struct arena *arena);
/* bytes are borrowed; texts and arrays that are read go to arena. */
struct coder coder_reading(const void *bytes, size_t size, struct arena *arena);
/* Written whole, or all bytes read and none missing. */
bool coder_ok(const struct coder *coder);
/* Marks what was read as wrong: a value that nothing of ours wrote. */
void coder_fail(struct coder *coder);

void coder_integer(struct coder *coder, int64_t *value);
void coder_size(struct coder *coder, size_t *value);
void coder_int(struct coder *coder, int *value);
void coder_real(struct coder *coder, double *value);
void coder_bool(struct coder *coder, bool *value);
/* NULL stays NULL. */
void coder_text(struct coder *coder, const char **text);
/* One of a few things that many point to: coded where it first comes, then named by its place, so
 * equal pointers stay equal ones. code is given a thing of `size` bytes, zeroed when reading.
 * Returns the thing; NULL stays NULL. */
typedef void coder_members(struct coder *coder, void *thing);
const void *coder_shared(struct coder *coder, const void *thing, size_t size, coder_members *code);
/* The length of an array, and the array: when reading a new one of that many zeroed items, each to
 * be coded then; when writing a copy of items. An item takes at least one byte. */
void *coder_array(struct coder *coder, const void *items, size_t *count, size_t item_size);

#endif
