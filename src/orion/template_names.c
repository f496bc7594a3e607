/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/template_names.h"

#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
static const char name_letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

struct names {
    struct template_name *items;
    size_t count, capacity;
};

static void names_add(struct arena *arena, struct names *names, const char *name, bool needed)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i].name, name) == 0) {
            names->items[i].needed |= needed;
            return;
        }
    names->items =
        arena_grow(arena, names->items, names->count, &names->capacity, sizeof *names->items);
    names->items[names->count++] = (struct template_name){name, needed};
}

size_t template_names(struct arena *arena, const char *text, struct template_name **ret)
{
    struct names names = {0};

    for (const char *at = strstr(text, "{{"); at; at = strstr(at, "{{")) {
        const char *end = strstr(at += 2, "}}");
        if (!end)
            break;
        at += strspn(at, " \t\r\n-");
        const size_t length = strspn(at, name_letters);
        if (length && strchr(letters, *at)) {
            const char *expression = arena_strndup(arena, at, (size_t)(end - at));
            names_add(arena, &names, arena_strndup(arena, at, length),
                      !strstr(expression, "default("));
        }
        at = end;
    }
    *ret = names.items;
    return names.count;
}
