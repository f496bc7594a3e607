/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/variables.h"

#include <stdint.h>
#include <string.h>

#include "base/strmap.h"
#include "config/node_json.h"

extern char **environ;

struct variables {
    struct arena *arena;
    struct strmap *values; /* nodes */
};

struct variables *variables_new(struct arena *arena)
{
    struct variables *variables = ARENA_NEW(arena, struct variables);

    variables->arena = arena;
    variables->values = strmap_new(arena);
    return variables;
}

void variables_set(struct variables *variables, const char *name, const char *text)
{
    static const struct node nowhere = {.kind = NODE_SCALAR};
    const struct node *value =
        node_new_text(variables->arena, &nowhere, arena_strdup(variables->arena, text));

    strmap_put(variables->values, name, (void *)(uintptr_t)value);
}

void variables_add_environment(struct variables *variables)
{
    for (char **entry = environ; entry && *entry; entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals)
            continue;
        char *name = arena_strndup(variables->arena, *entry, (size_t)(equals - *entry));
        for (char *at = name; *at; at++)
            if (*at >= 'A' && *at <= 'Z')
                *at = (char)(*at - 'A' + 'a');
        variables_set(variables, name, equals + 1);
    }
}

void variables_add_pairs(struct variables *variables, const char *const *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        variables_set(variables, pairs[2 * i], pairs[2 * i + 1]);
}

bool variables_add_json(struct variables *variables, const char *json, const char *what,
                        struct error *err)
{
    const struct node *root = node_of_json(variables->arena, json, what, err);

    if (!root)
        return false;
    if (root->kind != NODE_MAP)
        return error_set(err, ERROR_CONFIG, what,
                         "variables are a JSON object such as {\"version\": \"4.20\"}, not %s",
                         node_kind_name(root));
    for (size_t i = 0; i < root->count; i++)
        strmap_put(variables->values, root->entries[i].key->value.text,
                   (void *)(uintptr_t)root->entries[i].value);
    return true;
}

const struct node *variables_get(const struct variables *variables, const char *name)
{
    return strmap_get(variables->values, name);
}
