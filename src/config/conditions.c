/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/conditions.h"

#include <string.h>

void condition_add(struct arena *arena, struct condition_builder *builder,
                   const struct condition *condition)
{
    builder->items = arena_grow(arena, builder->items, builder->count, &builder->capacity,
                                sizeof *builder->items);
    builder->items[builder->count++] = *condition;
}

struct condition_list condition_list_of(const struct condition_builder *builder)
{
    return (struct condition_list){.items = builder->items, .count = builder->count};
}

bool condition_field(const struct node_entry *entry, struct faults *faults)
{
    if (entry->key->value.type == VALUE_TEXT && entry->key->value.text[0])
        return true;
    return fault_at(faults, entry->key->position,
                    "a field name must be a text, this is %s: put it in quotes",
                    node_kind_name(entry->key));
}

static void add(struct arena *arena, struct condition_builder *builder, const char *field,
                const struct node *node)
{
    const struct condition condition = {.field = field, .value = node_value(arena, node)};

    condition_add(arena, builder, &condition);
}

bool conditions_of_not(struct arena *arena, const struct node *node,
                       struct condition_builder *builder, struct faults *faults)
{
    bool fine = true;

    if (node_is_null(node))
        return true;
    if (node->kind != NODE_MAP)
        return fault_at(faults, node->position, "'not' is a map of field to value, not %s",
                        node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct node_entry *entry = &node->entries[i];
        const struct node *value = entry->value;
        if (!condition_field(entry, faults)) {
            fine = false;
            continue;
        }
        if (value->kind != NODE_LIST)
            add(arena, builder, entry->key->value.text, value);
        for (size_t j = 0; value->kind == NODE_LIST && j < value->count; j++)
            add(arena, builder, entry->key->value.text, value->items[j]);
    }
    return fine;
}

static bool conditions_of_wildcard(struct arena *arena, const struct node *node,
                                   struct condition_builder *builder, struct faults *faults)
{
    static const char ending[] = ".keyword";
    bool fine = true;

    if (node_is_null(node))
        return true;
    if (node->kind != NODE_MAP)
        return fault_at(faults, node->position, "'wildcard' is a map of field to pattern, not %s",
                        node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct node_entry *entry = &node->entries[i];
        if (!condition_field(entry, faults)) {
            fine = false;
            continue;
        }
        const char *field = entry->key->value.text;
        const size_t length = strlen(field), tail = sizeof ending - 1;
        if (length >= tail && strcmp(field + length - tail, ending) == 0)
            fine = fault_at(faults, entry->key->position,
                            "'%s' may not end in .keyword under wildcard: a keyword field is "
                            "compared whole, so put it beside wildcard",
                            field);
        else
            add(arena, builder, field, entry->value);
    }
    return fine;
}

/* Left out of the query: nothing, an empty text, list or map, and the pull request number 0. */
static bool is_left_out(const char *field, const struct node *node)
{
    if (node_is_null(node))
        return true;
    if (node->kind != NODE_SCALAR)
        return node->count == 0;
    if (node->value.type == VALUE_TEXT)
        return node->value.text[0] == '\0';
    return strcmp(field, "pullNumber") == 0 && !node_is_true(node);
}

bool conditions_of_metadata(struct arena *arena, const struct node *metadata,
                            const char *version_field, struct run_filter *ret,
                            struct faults *faults)
{
    struct condition_builder must = {.count = 0}, must_not = {.count = 0}, wildcard = {.count = 0},
                             listed = {.count = 0};
    bool fine = true;

    for (size_t i = 0; i < metadata->count; i++) {
        const struct node_entry *entry = &metadata->entries[i];
        if (!condition_field(entry, faults)) {
            fine = false;
            continue;
        }
        const char *field = entry->key->value.text;
        if (strcmp(field, "not") == 0) {
            fine = conditions_of_not(arena, entry->value, &must_not, faults) && fine;
        } else if (strcmp(field, "wildcard") == 0) {
            fine = conditions_of_wildcard(arena, entry->value, &wildcard, faults) && fine;
        } else {
            const struct condition condition = {.field = field,
                                                .value = node_value(arena, entry->value),
                                                .orion_ignores =
                                                    strcmp(field, version_field) == 0 ||
                                                    strcmp(field, "ocpMajorVersion") == 0};
            condition_add(arena, &listed, &condition);
            if (!is_left_out(field, entry->value))
                condition_add(arena, &must, &condition);
        }
    }
    ret->must = condition_list_of(&must);
    ret->must_not = condition_list_of(&must_not);
    ret->wildcard = condition_list_of(&wildcard);
    ret->listed = condition_list_of(&listed);
    return fine;
}
