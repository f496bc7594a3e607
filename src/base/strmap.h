/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strmap.h - a map from text to pointer, and the stable 64-bit name hash.
 *
 * Open addressing, grows by doubling, no removal. Keys are copied into the arena given at the
 * start; values are the caller's. Not for use by two threads at once. */
#ifndef RIGEL_BASE_STRMAP_H
#define RIGEL_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct strmap;

struct strmap *strmap_new(struct arena *arena);              /* lives as long as the arena */
void *strmap_get(const struct strmap *map, const char *key); /* NULL: not there */
bool strmap_has(const struct strmap *map, const char *key);
void strmap_put(struct strmap *map, const char *key, void *value); /* replaces */
size_t strmap_count(const struct strmap *map);

/* FNV-1a, 64 bit, chained: start with NAME_HASH_SEED. The same on every machine for ever: ids in
 * the database come from it. */
#define NAME_HASH_SEED UINT64_C(0xcbf29ce484222325)
uint64_t name_hash(uint64_t seed, const void *bytes, size_t size);
/* A positive non-zero id from up to two texts (second may be NULL), told apart by a NUL byte. */
int64_t name_id(const char *first, const char *second);

#endif
