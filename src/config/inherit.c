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

/* What a nearer metric may share with an inherited one, a key each; NULL: it has not both fields.
 */
static const char *identity(struct arena *arena, const struct node *metric, const char *field)
{
    const struct node *name = node_get(metric, "name"), *value = node_get(metric, field);

    if (!name || !value)
        return NULL;
    return arena_printf(arena, "%s\n%s\n%s", field, node_text(arena, name),
                        node_text(arena, value));
}

static const char *const fields[] = {"metricName", "metricName.keyword"};

static bool is_named_anew(struct arena *arena, const struct node *metric,
                          const struct strmap *nearer)
{
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const char *key = identity(arena, metric, fields[i]);
        if (key && strmap_has(nearer, key))
            return true;
    }
    return false;
}

struct node_list inherit_metrics(struct arena *arena, const struct node_list *nearer,
                                 const struct node_list *inherited)
{
    struct strmap *present = strmap_new(arena);
    struct node_list joined = {.count = 0};

    for (size_t i = 0; i < nearer->count; i++)
        for (size_t j = 0; j < ARRAY_LEN(fields); j++) {
            const char *key = identity(arena, nearer->items[i], fields[j]);
            if (key)
                strmap_put(present, key, present);
        }
    for (size_t i = 0; i < inherited->count; i++)
        if (!is_named_anew(arena, inherited->items[i], present))
            node_list_add(arena, &joined, inherited->items[i]);
    for (size_t i = 0; i < nearer->count; i++)
        node_list_add(arena, &joined, nearer->items[i]);
    return joined;
}
