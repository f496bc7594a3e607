/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glob.h>
#include <string.h>

#include "base/strmap.h"
#include "config/document.h"
#include "config/service_read.h"

struct path_list {
    struct arena *arena;
    const char **items;
    size_t count, capacity;
    struct strmap *present;
};

static void add(struct path_list *list, const char *path)
{
    if (strmap_has(list->present, path))
        return; /* two patterns may match one file */
    strmap_put(list->present, path, list);
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof(*list->items));
    list->items[list->count++] = arena_strdup(list->arena, path);
}

static void expand(struct path_list *list, const char *pattern, const struct node *node,
                   struct faults *faults)
{
    glob_t found;
    const int status = glob(pattern, 0, NULL, &found);

    if (status == GLOB_NOMATCH)
        (void)fault_at(faults, node->position, "no file matches %s", pattern);
    else if (status != 0)
        (void)fault_at(faults, node->position, "the files of %s cannot be listed", pattern);
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++)
        add(list, found.gl_pathv[i]);
    if (status == 0)
        globfree(&found);
}

static void read_item(struct path_list *list, const struct node *item, const char *file,
                      struct faults *faults)
{
    if (item->kind != NODE_SCALAR || item->value.type != VALUE_TEXT || !item->value.text[0]) {
        (void)fault_at(faults, item->position, "the name of a file is expected, not %s",
                       node_kind_name(item));
        return;
    }
    const char *path = document_beside(list->arena, file, item->value.text);
    if (strpbrk(item->value.text, "*?["))
        expand(list, path, item, faults);
    else
        add(list, path);
}

void files_read(struct service_config *config, const struct node *list, const char *const **ret,
                size_t *ret_count, struct faults *faults)
{
    struct path_list paths = {.arena = config->arena, .present = strmap_new(config->arena)};

    if (list->kind != NODE_LIST) {
        (void)fault_at(faults, list->position, "a list of paths is expected, not %s",
                       node_kind_name(list));
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        read_item(&paths, list->items[i], config->file, faults);
    *ret = paths.items;
    *ret_count = paths.count;
}
