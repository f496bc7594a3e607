/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/fan_out.h"

#include "base/limits.h"
#include "config/substitute.h"

static const struct substitution *substitutions_of(struct arena *arena, const struct node *entry)
{
    struct substitution *made = ARENA_ARRAY(arena, struct substitution, entry->count);

    for (size_t i = 0; i < entry->count; i++)
        made[i] = (struct substitution){.name = entry->entries[i].key->value.text,
                                        .text = node_text(arena, entry->entries[i].value)};
    return made;
}

/* The metric for one entry. NULL: a text grew too long. */
static const struct node *copy_for(struct arena *arena, const struct node *metric,
                                   const struct node *entry)
{
    struct node_entry *entries = ARENA_ARRAY(arena, struct node_entry, metric->count);
    const struct substitution *substitutions = substitutions_of(arena, entry);
    size_t count = 0;

    for (size_t i = 0; i < metric->count; i++) {
        const struct node_entry *field = &metric->entries[i];
        const struct node *instead =
            field->key->value.type == VALUE_TEXT ? node_get(entry, field->key->value.text) : NULL;
        if (node_is_text_key(field, "fan_out"))
            continue;
        const struct node *value =
            instead ? instead : substitute_node(arena, field->value, substitutions, entry->count);
        if (!value)
            return NULL;
        entries[count++] = (struct node_entry){.key = field->key, .value = value};
    }
    return node_new_map(arena, metric, entries, count);
}

static bool expand_entry(struct arena *arena, const struct node *metric, const struct node *entry,
                         struct faults *faults, struct node_list *list)
{
    if (entry->kind != NODE_MAP)
        return fault_at(faults, entry->position, "an entry of fan_out is a map, not %s",
                        node_kind_name(entry));
    if (list->count >= LIMIT_METRICS || list->weight + metric->weight > LIMIT_CONFIG_NODES)
        return fault_at(faults, entry->position, "fan_out gives more than %d metrics or %d nodes",
                        LIMIT_METRICS, LIMIT_CONFIG_NODES);
    const struct node *made = copy_for(arena, metric, entry);
    if (!made)
        return fault_at(faults, entry->position, "fan_out makes a text of more than %u bytes",
                        LIMIT_CONFIG_FILE);
    node_list_add(arena, list, made);
    return true;
}

bool fan_out_expand(struct arena *arena, const struct node *metric, struct faults *faults,
                    struct node_list *list)
{
    const struct node *entries = node_get(metric, "fan_out");
    bool fine = true;

    if (!entries) {
        node_list_add(arena, list, metric);
        return true;
    }
    if (entries->kind != NODE_LIST)
        return fault_at(faults, entries->position, "fan_out is a list of maps, not %s",
                        node_kind_name(entries));
    if (entries->count == 0)
        warning_at(faults, entries->position, "fan_out is empty: the metric is left out");
    for (size_t i = 0; i < entries->count; i++)
        fine = expand_entry(arena, metric, entries->items[i], faults, list) && fine;
    return fine;
}
