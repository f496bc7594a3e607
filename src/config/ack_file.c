/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ack_file.h"

#include <string.h>
#include <unistd.h>

#include "base/strmap.h"
#include "config/document.h"

struct loader {
    struct arena *arena;
    struct faults faults;
    struct acknowledgement *items;
    size_t count, capacity;
    struct strmap *present; /* uuid and metric */
};

/* The text at key; NULL where it is absent or empty. A value that is no scalar is a fault. */
static const char *text_at(struct loader *loader, const struct node *entry, const char *key)
{
    const struct node *value = node_get(entry, key);

    if (node_is_null(value))
        return NULL;
    if (value->kind != NODE_SCALAR) {
        (void)fault_at(&loader->faults, value->position, "%s is a text, not %s", key,
                       node_kind_name(value));
        return NULL;
    }
    return value->value.text[0] ? value->value.text : NULL;
}

static void read_entry(struct loader *loader, const struct node *entry)
{
    const size_t before = loader->faults.errors;

    if (entry->kind != NODE_MAP) {
        (void)fault_at(&loader->faults, entry->position, "an acknowledgement is a map, not %s",
                       node_kind_name(entry));
        return;
    }
    const char *reason = text_at(loader, entry, "reason");
    const struct acknowledgement item = {.uuid = text_at(loader, entry, "uuid"),
                                         .metric = text_at(loader, entry, "metric"),
                                         .reason = reason ? reason : "",
                                         .version = text_at(loader, entry, "version"),
                                         .test = text_at(loader, entry, "test"),
                                         .place = position_keep(entry->position, loader->arena)};
    if (loader->faults.errors == before && (!item.uuid || !item.metric))
        (void)fault_at(&loader->faults, entry->position,
                       "an acknowledgement needs uuid and metric");
    if (loader->faults.errors != before)
        return;
    const char *key = arena_printf(loader->arena, "%s\n%s", item.uuid, item.metric);
    if (strmap_has(loader->present, key))
        return;
    strmap_put(loader->present, key, loader);
    loader->items = arena_grow(loader->arena, loader->items, loader->count, &loader->capacity,
                               sizeof *loader->items);
    loader->items[loader->count++] = item;
}

static void read_file(struct loader *loader, const char *path)
{
    const struct position nowhere = {.origin = NULL};
    const struct node *root = document_read(loader->arena, path, NULL, nowhere, &loader->faults);
    const struct node *entries = node_get(root, "ack");

    if (!root || node_is_null(root))
        return;
    if (root->kind != NODE_MAP || !entries) {
        (void)fault_at(&loader->faults, root->position,
                       "an acknowledgement file is a map with the list ack");
        return;
    }
    if (!node_is_null(entries) && entries->kind != NODE_LIST)
        (void)fault_at(&loader->faults, entries->position, "ack is a list, not %s",
                       node_kind_name(entries));
    for (size_t i = 0; entries->kind == NODE_LIST && i < entries->count; i++)
        read_entry(loader, entries->items[i]);
}

static struct loader *loader_new(config_report *report, void *context)
{
    struct arena *arena = arena_new();
    struct loader *loader = ARENA_NEW(arena, struct loader);

    loader->arena = arena;
    loader->present = strmap_new(arena);
    faults_init(&loader->faults, report, context);
    return loader;
}

static struct ack_list *finish(struct loader *loader, struct error *err)
{
    if (!faults_none(&loader->faults, err)) {
        arena_free(loader->arena);
        return NULL;
    }
    struct ack_list *list = ARENA_NEW(loader->arena, struct ack_list);
    *list =
        (struct ack_list){.arena = loader->arena, .items = loader->items, .count = loader->count};
    return list;
}

struct ack_list *ack_file_load(const char *const *paths, size_t count, config_report *report,
                               void *context, struct error *err)
{
    struct loader *loader = loader_new(report, context);

    for (size_t i = 0; i < count; i++)
        read_file(loader, paths[i]);
    return finish(loader, err);
}

static bool is_text(const struct node *node)
{
    return node && node->kind == NODE_SCALAR && node->value.type == VALUE_TEXT;
}

/* Does what the entry says at key, if anything, equal wanted, if anything? */
static bool suits(const struct node *entry, const char *key, const char *wanted)
{
    const struct node *value = node_get(entry, key);

    return !wanted || node_is_null(value) ||
           (is_text(value) && strcmp(value->value.text, wanted) == 0);
}

static void read_orion_entry(struct loader *loader, const struct node *entry,
                             const struct ack_question *question)
{
    const struct node *uuid = node_get(entry, "uuid"), *metric = node_get(entry, "metric");

    if (!suits(entry, "version", question->version) || !suits(entry, "test", question->test))
        return;
    if (is_text(uuid) && is_text(metric))
        read_entry(loader, entry);
    else if (uuid && metric)
        warning_at(&loader->faults, entry->position,
                   "uuid and metric are texts: the entry matches nothing");
    else
        (void)fault_at(&loader->faults, entry->position,
                       "an acknowledgement needs uuid and metric");
}

/* Orion gives such a file up where it compares entries with a version or test, and ends where not.
 */
static bool all_maps(struct loader *loader, const struct node *entries,
                     const struct ack_question *question)
{
    for (size_t i = 0; i < entries->count; i++) {
        const struct node *entry = entries->items[i];
        if (entry->kind == NODE_MAP)
            continue;
        if (!question->version && !question->test)
            return fault_at(&loader->faults, entry->position, "an acknowledgement is a map, not %s",
                            node_kind_name(entry));
        warning_at(&loader->faults, entry->position,
                   "an acknowledgement is a map, not %s: the file counts for nothing",
                   node_kind_name(entry));
        return false;
    }
    return true;
}

static void read_orion_file(struct loader *loader, const char *path,
                            const struct ack_question *question)
{
    const struct position nowhere = {.origin = NULL};
    struct error warning;

    if (access(path, F_OK) != 0) {
        (void)error_set(&warning, ERROR_NONE, path, "there is no such acknowledgement file");
        warning_add(&loader->faults, &warning);
        return;
    }
    const struct node *root = document_read(loader->arena, path, NULL, nowhere, &loader->faults);
    const struct node *entries = node_get(root, "ack");
    if (!root || node_is_null(root))
        return;
    if (!entries)
        (void)fault_at(&loader->faults, root->position,
                       "an acknowledgement file is a map with the list ack");
    else if (entries->kind != NODE_LIST)
        warning_at(&loader->faults, entries->position,
                   "ack is a list, not %s: the file counts for nothing", node_kind_name(entries));
    else if (all_maps(loader, entries, question))
        for (size_t i = 0; i < entries->count; i++)
            read_orion_entry(loader, entries->items[i], question);
}

struct ack_list *ack_file_load_orion(const char *const *paths, size_t count,
                                     const struct ack_question *question, config_report *report,
                                     void *context, struct error *err)
{
    static const char default_file[] = ACK_DEFAULT_FILE;
    struct loader *loader = loader_new(report, context);

    if (question->with_default_file && access(default_file, F_OK) == 0)
        read_orion_file(loader, default_file, question);
    for (size_t i = 0; i < count; i++)
        read_orion_file(loader, paths[i], question);
    return finish(loader, err);
}

void ack_list_free(struct ack_list *list)
{
    if (list)
        arena_free(list->arena);
}
