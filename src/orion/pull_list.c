/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/pull_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "json/field.h"

/* It is printed as it is: no control characters on somebody's terminal. */
static bool is_printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static bool is_empty(const json_t *answer)
{
    return (json_is_object(answer) && json_object_size(answer) == 0) ||
           (json_is_string(answer) && json_string_length(answer) == 0);
}

bool pull_list_read(struct arena *arena, const json_t *answer, const char *what,
                    struct text_list *ret, struct error *err)
{
    const struct field root = field_root(answer, what, ERROR_REMOTE);
    struct strmap *seen = strmap_new(arena);

    if (is_empty(answer)) {
        *ret = (struct text_list){.count = 0};
        return true;
    }
    if (!field_array(&root, err))
        return false;
    const size_t size = field_count(&root);
    const char **items = ARENA_ARRAY(arena, const char *, size ? size : 1);
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        const struct field item = field_item(&root, i);
        struct field url;
        const char *text;
        if (!field_member(&item, "url", &url, err) || !field_text(&url, &text, err))
            return false;
        if (!is_printable(text))
            return field_fault(&url, err, "a text without control characters");
        if (strmap_has(seen, text))
            continue;
        items[count] = arena_strdup(arena, text);
        strmap_put(seen, text, arena);
        count++;
    }
    *ret = (struct text_list){.items = items, .count = count};
    return true;
}

static int descending(const void *a, const void *b)
{
    return strcmp(*(const char *const *)b, *(const char *const *)a);
}

void pull_list_reverse_order(struct arena *arena, struct text_list *list)
{
    if (list->count < 2)
        return;
    const char **items = ARENA_ARRAY(arena, const char *, list->count);
    memcpy(items, list->items, list->count * sizeof *items);
    qsort(items, list->count, sizeof *items, descending);
    list->items = items;
}
