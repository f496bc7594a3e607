/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/substitute.h"

#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"

static size_t name_length(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
}

static const char *find(const struct substitution *substitutions, size_t count, const char *name,
                        size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(substitutions[i].name) == length &&
            memcmp(substitutions[i].name, name, length) == 0)
            return substitutions[i].text;
    return NULL;
}

const char *substitute_text(struct arena *arena, const char *text,
                            const struct substitution *substitutions, size_t count)
{
    AUTO_BUFFER out = {.limit = LIMIT_CONFIG_FILE};
    const char *rest = text;

    for (const char *at = text; (at = strstr(at, "${")) != NULL;) {
        const size_t length = name_length(at + 2);
        const char *value =
            at[2 + length] == '}' ? find(substitutions, count, at + 2, length) : NULL;
        if (!value) {
            at += 2;
            continue;
        }
        buffer_append(&out, rest, (size_t)(at - rest));
        buffer_text(&out, value);
        at = rest = at + 3 + length;
    }
    if (rest == text)
        return text;
    buffer_text(&out, rest);
    return buffer_ok(&out) ? arena_strndup(arena, out.data, out.size) : NULL;
}

static const struct node *substitute_scalar(struct arena *arena, const struct node *node,
                                            const struct substitution *substitutions, size_t count)
{
    if (node->value.type != VALUE_TEXT)
        return node;
    const char *text = substitute_text(arena, node->value.text, substitutions, count);
    if (!text || text == node->value.text)
        return text ? node : NULL;
    return node_new_text(arena, node, text);
}

static const struct node *substitute_map(struct arena *arena, const struct node *node,
                                         const struct substitution *substitutions, size_t count)
{
    struct node_entry *entries = ARENA_ARRAY(arena, struct node_entry, node->count);

    for (size_t i = 0; i < node->count; i++) {
        entries[i].key = node->entries[i].key;
        entries[i].value = substitute_node(arena, node->entries[i].value, substitutions, count);
        if (!entries[i].value)
            return NULL;
    }
    return node_new_map(arena, node, entries, node->count);
}

const struct node *substitute_node(struct arena *arena, const struct node *node,
                                   const struct substitution *substitutions, size_t count)
{
    if (node->kind == NODE_SCALAR)
        return substitute_scalar(arena, node, substitutions, count);
    if (node->kind == NODE_MAP)
        return substitute_map(arena, node, substitutions, count);
    const struct node **items = ARENA_ARRAY(arena, const struct node *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        items[i] = substitute_node(arena, node->items[i], substitutions, count);
        if (!items[i])
            return NULL;
    }
    return node_new_list(arena, node, items, node->count);
}
