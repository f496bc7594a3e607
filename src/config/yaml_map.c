/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_map.h"

#include <stdint.h>
#include <string.h>

#include "base/strmap.h"

enum { FEW = 16 }; /* up to here looking at each key is quicker than a map */

struct map_builder {
    struct arena *arena;
    struct node_entry *entries;
    size_t count, capacity;
    size_t merged;        /* the first of them came from merge keys */
    struct strmap *index; /* key to position + 1; NULL while there are few */
};

static bool same_key(const struct node *a, const struct node *b)
{
    return a->value.type == b->value.type && strcmp(a->value.text, b->value.text) == 0;
}

static const char *index_key(struct arena *arena, const struct node *key)
{
    return arena_printf(arena, "%d%s", (int)key->value.type, key->value.text);
}

static struct node_entry *find(struct map_builder *builder, const struct node *key)
{
    if (builder->index) {
        const size_t at =
            (size_t)(uintptr_t)strmap_get(builder->index, index_key(builder->arena, key));
        return at ? &builder->entries[at - 1] : NULL;
    }
    for (size_t i = 0; i < builder->count; i++)
        if (same_key(builder->entries[i].key, key))
            return &builder->entries[i];
    return NULL;
}

static void put_index(struct map_builder *builder, size_t at)
{
    strmap_put(builder->index, index_key(builder->arena, builder->entries[at].key),
               (void *)(uintptr_t)(at + 1));
}

static void append(struct map_builder *builder, const struct node_entry *entry)
{
    builder->entries = arena_grow(builder->arena, builder->entries, builder->count,
                                  &builder->capacity, sizeof *builder->entries);
    builder->entries[builder->count++] = *entry;
    if (builder->index) {
        put_index(builder, builder->count - 1);
    } else if (builder->count > FEW) {
        builder->index = strmap_new(builder->arena);
        for (size_t i = 0; i < builder->count; i++)
            put_index(builder, i);
    }
}

/* Position of the first place, value of the last: a Python dict. */
static void put(struct map_builder *builder, const struct node_entry *entry)
{
    struct node_entry *present = find(builder, entry->key);

    if (present)
        present->value = entry->value;
    else
        append(builder, entry);
}

static bool merge_map(struct map_builder *builder, const struct node *map, struct faults *faults)
{
    if (map->kind != NODE_MAP)
        return fault_at(faults, map->position, "<< merges a map or a list of maps, not %s",
                        node_kind_name(map));
    for (size_t i = 0; i < map->count; i++)
        put(builder, &map->entries[i]);
    return true;
}

static bool merge(struct map_builder *builder, const struct node *value, struct faults *faults)
{
    if (value->kind != NODE_LIST)
        return merge_map(builder, value, faults);
    for (size_t i = value->count; i > 0; i--)
        if (!merge_map(builder, value->items[i - 1], faults))
            return false;
    return true;
}

static void put_own(struct map_builder *builder, const struct node_entry *entry,
                    struct faults *faults)
{
    struct node_entry *present = find(builder, entry->key);

    if (!present) {
        append(builder, entry);
        return;
    }
    if ((size_t)(present - builder->entries) >= builder->merged) {
        char place[POSITION_TEXT_SIZE];
        warning_at(faults, entry->key->position,
                   "the key '%s' is there twice: this value counts, that of %s does not",
                   entry->key->value.text, position_text(present->key->position, place));
    }
    present->value = entry->value;
}

const struct node *yaml_map_new(struct arena *arena, struct position position,
                                const struct yaml_pair *pairs, size_t count, struct faults *faults)
{
    struct map_builder builder = {.arena = arena};
    const struct node at = {.position = position};

    for (size_t i = 0; i < count; i++)
        if (pairs[i].merge && !merge(&builder, pairs[i].entry.value, faults))
            return NULL;
    builder.merged = builder.count;
    for (size_t i = 0; i < count; i++)
        if (!pairs[i].merge)
            put_own(&builder, &pairs[i].entry, faults);
    return node_new_map(arena, &at, builder.entries, builder.count);
}
