/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strmap.h"

#include <string.h>

struct slot {
    const char *key; /* NULL: empty */
    void *value;
    uint64_t hash;
};

struct strmap {
    struct arena *arena;
    struct slot *slots;
    size_t count, capacity; /* capacity is a power of two */
};

uint64_t name_hash(uint64_t seed, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++)
        seed = (seed ^ at[i]) * UINT64_C(0x100000001b3);
    return seed;
}

int64_t name_id(const char *first, const char *second)
{
    uint64_t hash = name_hash(NAME_HASH_SEED, first, strlen(first) + 1);

    if (second)
        hash = name_hash(hash, second, strlen(second));
    hash ^= hash >> 32; /* FNV's low bits are the better mixed ones: fold before one is cut */
    hash &= UINT64_C(0x7fffffffffffffff);
    return hash ? (int64_t)hash : 1;
}

struct strmap *strmap_new(struct arena *arena)
{
    struct strmap *map = ARENA_NEW(arena, struct strmap);

    map->arena = arena;
    map->capacity = 16;
    map->slots = ARENA_ARRAY(arena, struct slot, map->capacity);
    return map;
}

static struct slot *find(const struct strmap *map, const char *key, uint64_t hash)
{
    size_t at = (size_t)hash & (map->capacity - 1);

    while (map->slots[at].key &&
           (map->slots[at].hash != hash || strcmp(map->slots[at].key, key) != 0))
        at = (at + 1) & (map->capacity - 1);
    return &map->slots[at];
}

static uint64_t hash_of(const char *key)
{
    return name_hash(NAME_HASH_SEED, key, strlen(key));
}

void *strmap_get(const struct strmap *map, const char *key)
{
    return find(map, key, hash_of(key))->value;
}

bool strmap_has(const struct strmap *map, const char *key)
{
    return find(map, key, hash_of(key))->key != NULL;
}

static void double_capacity(struct strmap *map)
{
    struct slot *old = map->slots;
    const size_t old_capacity = map->capacity;

    map->capacity *= 2;
    map->slots = ARENA_ARRAY(map->arena, struct slot, map->capacity);
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].key)
            *find(map, old[i].key, old[i].hash) = old[i];
}

void strmap_put(struct strmap *map, const char *key, void *value)
{
    const uint64_t hash = hash_of(key);
    struct slot *slot = find(map, key, hash);

    if (!slot->key) {
        if ((map->count + 1) * 4 > map->capacity * 3) {
            double_capacity(map);
            slot = find(map, key, hash);
        }
        slot->key = arena_strdup(map->arena, key);
        slot->hash = hash;
        map->count++;
    }
    slot->value = value;
}

size_t strmap_count(const struct strmap *map)
{
    return map->count;
}
