/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/inherit.h"

#include "base/strmap.h"

const struct node *inherit_metadata(struct arena *arena, const struct node *nearer,
                                    const struct node *inherited)
{
    if (!nearer || !inherited)
        return nearer ? nearer : inherited;
    struct node_entry *entries =
        ARENA_ARRAY(arena, struct node_entry, nearer->count + inherited->count);
    size_t count = 0;

    for (size_t i = 0; i < inherited->count; i++) {
        const struct node_entry *entry = &inherited->entries[i];
        const struct node *own = node_get(nearer, entry->key->value.text);
        entries[count++] =
            (struct node_entry){.key = entry->key, .value = own ? own : entry->value};
    }
    for (size_t i = 0; i < nearer->count; i++)
        if (!node_get(inherited, nearer->entries[i].key->value.text))
            entries[count++] = nearer->entries[i];
    return node_new_map(arena, nearer, entries, count);
}

static const char *part(struct arena *arena, const struct node *node)
{
    return node ? node_text(arena, node) : "";
}

static const char *identity(struct arena *arena, const struct node *metric)
{
    const struct node *kind = node_get(metric, "metricName");

    if (!kind)
        kind = node_get(metric, "metricName.keyword");
    return arena_printf(arena, "%s\n%s", part(arena, node_get(metric, "name")), part(arena, kind));
}

struct node_list inherit_metrics(struct arena *arena, const struct node_list *nearer,
                                 const struct node_list *inherited)
{
    struct strmap *present = strmap_new(arena);
    struct node_list joined = {.count = 0};

    for (size_t i = 0; i < nearer->count; i++)
        strmap_put(present, identity(arena, nearer->items[i]), present);
    for (size_t i = 0; i < inherited->count; i++)
        if (!strmap_has(present, identity(arena, inherited->items[i])))
            node_list_add(arena, &joined, inherited->items[i]);
    for (size_t i = 0; i < nearer->count; i++)
        node_list_add(arena, &joined, nearer->items[i]);
    return joined;
}
