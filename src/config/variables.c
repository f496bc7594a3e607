/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/variables.h"

#include <string.h>

#include "base/strmap.h"

extern char **environ;

struct variables {
    struct arena *arena;
    struct strmap *texts;
};

struct variables *variables_new(struct arena *arena)
{
    struct variables *variables = ARENA_NEW(arena, struct variables);

    variables->arena = arena;
    variables->texts = strmap_new(arena);
    return variables;
}

void variables_set(struct variables *variables, const char *name, const char *text)
{
    strmap_put(variables->texts, name, arena_strdup(variables->arena, text));
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

const char *variables_get(const struct variables *variables, const char *name)
{
    return strmap_get(variables->texts, name);
}
