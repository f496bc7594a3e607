/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/node.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "config/python_text.h"

bool node_is_text_key(const struct node_entry *entry, const char *key)
{
    return entry->key->value.type == VALUE_TEXT && strcmp(entry->key->value.text, key) == 0;
}

const struct node *node_get(const struct node *node, const char *key)
{
    if (!node || node->kind != NODE_MAP)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (node_is_text_key(&node->entries[i], key))
            return node->entries[i].value;
    return NULL;
}

bool node_is_null(const struct node *node)
{
    return !node || (node->kind == NODE_SCALAR && node->value.type == VALUE_NULL);
}

const char *node_kind_name(const struct node *node)
{
    static const char *const scalars[] = {[VALUE_NULL] = "nothing",
                                          [VALUE_BOOL] = "true or false",
                                          [VALUE_INTEGER] = "a whole number",
                                          [VALUE_REAL] = "a number",
                                          [VALUE_TEXT] = "a text"};

    if (!node)
        return "nothing";
    if (node->kind == NODE_SCALAR)
        return scalars[node->value.type];
    return node->kind == NODE_LIST ? "a list" : "a map";
}

bool node_is_true(const struct node *node)
{
    if (node_is_null(node))
        return false;
    if (node->kind != NODE_SCALAR)
        return node->count > 0;
    if (node->value.type == VALUE_TEXT)
        return node->value.text[0] != '\0';
    return node->value.real != 0 || node->value.integer != 0;
}

/* Recursion is bounded by LIMIT_CONFIG_DEPTH: deeper trees are not read. */
static void append_repr(struct buffer *out, const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        if (node->repr)
            buffer_text(out, node->repr);
        else if (node->value.type == VALUE_TEXT)
            python_string_repr(out, node->value.text);
        else
            buffer_text(out, node->value.text);
        return;
    }
    buffer_byte(out, node->kind == NODE_LIST ? '[' : '{');
    for (size_t i = 0; i < node->count; i++) {
        if (i)
            buffer_text(out, ", ");
        if (node->kind == NODE_MAP) {
            append_repr(out, node->entries[i].key);
            buffer_text(out, ": ");
        }
        append_repr(out, node->kind == NODE_MAP ? node->entries[i].value : node->items[i]);
    }
    buffer_byte(out, node->kind == NODE_LIST ? ']' : '}');
}

const char *node_text(struct arena *arena, const struct node *node)
{
    AUTO_BUFFER text = {.limit = LIMIT_CONFIG_FILE};

    if (node->kind == NODE_SCALAR)
        return node->value.text;
    append_repr(&text, node);
    return arena_strndup(arena, text.data ? text.data : "", text.size);
}

struct value node_value(struct arena *arena, const struct node *node)
{
    if (node->kind == NODE_SCALAR)
        return node->value;
    return (struct value){.type = VALUE_TEXT, .text = node_text(arena, node)};
}

bool node_number(const struct node *node, double *ret)
{
    char *end;

    if (node_is_null(node) || node->kind != NODE_SCALAR || node->value.type == VALUE_BOOL)
        return false;
    if (node->value.type != VALUE_TEXT) {
        if (!isfinite(node->value.real))
            return false;
        *ret = node->value.real;
        return true;
    }
    const char *text = node->value.text;
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    const double number = strtod(text, &end);
    if (*end || !isfinite(number))
        return false;
    *ret = number;
    return true;
}

bool node_python_int(const struct node *node, double *ret)
{
    char *end;

    if (node_is_null(node) || node->kind != NODE_SCALAR)
        return false;
    if (node->value.type != VALUE_TEXT) {
        const double number =
            node->value.type == VALUE_BOOL ? (double)node->value.integer : node->value.real;
        if (!isfinite(number))
            return false;
        *ret = trunc(number);
        return true;
    }
    const char *text = node->value.text + strspn(node->value.text, " \t\n");
    const char *digits = text + (*text == '-' || *text == '+');
    const double number = strtod(text, &end);
    if (strspn(digits, "0123456789") == 0 || end != digits + strspn(digits, "0123456789") ||
        end[strspn(end, " \t\n")] || !isfinite(number))
        return false;
    *ret = number;
    return true;
}

static size_t sum(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

const struct node *node_new_text(struct arena *arena, const struct node *at, const char *text)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR,
                          .position = at->position,
                          .value = {.type = VALUE_TEXT, .text = text},
                          .weight = 1};
    return node;
}

const struct node *node_new_map(struct arena *arena, const struct node *at,
                                const struct node_entry *entries, size_t count)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){.kind = NODE_MAP,
                          .position = at->position,
                          .entries = entries,
                          .count = count,
                          .weight = 1};
    for (size_t i = 0; i < count; i++)
        node->weight = sum(node->weight, sum(1, entries[i].value->weight));
    return node;
}

const struct node *node_new_list(struct arena *arena, const struct node *at,
                                 const struct node *const *items, size_t count)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){
        .kind = NODE_LIST, .position = at->position, .items = items, .count = count, .weight = 1};
    for (size_t i = 0; i < count; i++)
        node->weight = sum(node->weight, items[i]->weight);
    return node;
}

void node_list_add(struct arena *arena, struct node_list *list, const struct node *node)
{
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof(void *));
    list->items[list->count++] = node;
    list->weight = sum(list->weight, node->weight);
}
