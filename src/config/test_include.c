/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/document.h"
#include "config/test_read.h"

#include <stdint.h>

static const struct node *read_once(struct test_file *file, const char *path, struct position from)
{
    const struct node *tree = strmap_get(file->included, path);

    if (tree)
        return tree;
    tree = document_read(file->arena, path, file->variables, from, file->faults);
    if (tree)
        strmap_put(file->included, path, (void *)(uintptr_t)tree);
    return tree;
}

const struct node *test_file_include(struct test_file *file, const struct node *name,
                                     enum node_kind kind)
{
    if (node_is_null(name) || name->kind != NODE_SCALAR || !name->value.text[0]) {
        (void)fault_at(file->faults, name->position, "the name of a file is expected, not %s",
                       node_kind_name(name));
        return NULL;
    }
    const char *path = document_beside(file->arena, file->path, name->value.text);
    const struct node *tree = read_once(file, path, name->position);
    if (!tree)
        return NULL;
    if (tree->kind == kind)
        return tree;
    if (!node_is_true(tree)) {
        warning_at(file->faults, tree->position, "the file holds nothing");
        return kind == NODE_MAP ? node_new_map(file->arena, tree, NULL, 0)
                                : node_new_list(file->arena, tree, NULL, 0);
    }
    (void)fault_at(file->faults, tree->position, "this file must hold %s, not %s",
                   kind == NODE_MAP ? "a map of metadata fields" : "a list of metrics",
                   node_kind_name(tree));
    return NULL;
}

bool test_file_metrics(struct test_file *file, const struct node *list, struct node_list *ret)
{
    bool fine = true;

    for (size_t i = 0; i < list->count; i++) {
        const struct node *metric = list->items[i];
        if (metric->kind != NODE_MAP)
            fine = fault_at(file->faults, metric->position, "a metric is a map, not %s",
                            node_kind_name(metric));
        else
            node_list_add(file->arena, ret, metric);
    }
    return fine;
}
