/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service_read.h"

#include <string.h>

#include "config/nearest.h"
#include "config/service_key.h"

struct reader {
    struct service_config *config;
    struct faults *faults;
};

static const struct service_key *key_at(const char *path)
{
    for (size_t i = 0; i < service_key_count; i++)
        if (strcmp(service_keys[i].path, path) == 0)
            return &service_keys[i];
    return NULL;
}

/* Whether keys lie below path. */
static bool is_section(const char *path)
{
    const size_t length = strlen(path);

    for (size_t i = 0; i < service_key_count; i++)
        if (strncmp(service_keys[i].path, path, length) == 0 && service_keys[i].path[length] == '.')
            return true;
    return false;
}

static void unknown_key(struct reader *reader, const struct node *key, const char *path)
{
    const char **known = ARENA_ARRAY(reader->config->arena, const char *, 2 * service_key_count);
    size_t count = 0;

    for (size_t i = 0; i < service_key_count; i++) {
        known[count++] = service_keys[i].path;
        known[count++] = arena_strndup(reader->config->arena, service_keys[i].path,
                                       strcspn(service_keys[i].path, "."));
    }
    const char *near = nearest_of(path, known, count);
    (void)fault_at(reader->faults, key->position,
                   near ? "there is no key '%s'; is '%s' meant?"
                        : "there is no key '%s'; `rigel config explain` lists them",
                   path, near);
}

static void read_variables(struct reader *reader, const struct node *map)
{
    struct service_config *config = reader->config;
    const char **pairs = ARENA_ARRAY(config->arena, const char *, 2 * map->count);

    if (map->kind != NODE_MAP) {
        (void)fault_at(reader->faults, map->position, "tests.variables is a map of texts, not %s",
                       node_kind_name(map));
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct node *value = map->entries[i].value;
        if (value->kind != NODE_SCALAR)
            (void)fault_at(reader->faults, value->position, "a variable is a text, not %s",
                           node_kind_name(value));
        else if (value->value.type == VALUE_REAL)
            warning_at(reader->faults, value->position,
                       "the variable '%s' is read as the number %s: in quotes it stays as written",
                       map->entries[i].key->value.text, value->value.text);
        pairs[2 * i] = map->entries[i].key->value.text;
        pairs[2 * i + 1] =
            value->kind == NODE_SCALAR && !node_is_null(value) ? value->value.text : "";
    }
    config->variables = pairs;
    config->variable_count = map->count;
}

void texts_read(struct arena *arena, const struct service_key *key, const struct node *list,
                void *target, struct faults *faults)
{
    const char **texts = ARENA_ARRAY(arena, const char *, list->count);

    if (list->kind != NODE_LIST) {
        (void)fault_at(faults, list->position, "%s is a list of texts, not %s", key->path,
                       node_kind_name(list));
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct node *item = list->items[i];
        if (item->kind != NODE_SCALAR || item->value.type != VALUE_TEXT || !item->value.text[0])
            (void)fault_at(faults, item->position, "%s has texts, not %s", key->path,
                           node_kind_name(item));
        else
            texts[i] = item->value.text;
    }
    *(const char *const **)(void *)((char *)target + key->offset) = texts;
    *(size_t *)(void *)((char *)target + key->count_offset) = list->count;
}

static void read_sources(struct reader *reader, const struct node *list)
{
    struct service_config *config = reader->config;

    if (list->kind != NODE_LIST) {
        (void)fault_at(reader->faults, list->position, "sources is a list, not %s",
                       node_kind_name(list));
        return;
    }
    struct source_config *sources = ARENA_ARRAY(config->arena, struct source_config, list->count);
    for (size_t i = 0; i < list->count; i++)
        source_read(config, list->items[i], &sources[i], reader->faults);
    config->sources = sources;
    config->source_count = list->count;
}

static void read_key(struct reader *reader, const struct service_key *key, const struct node *value)
{
    char *config = (char *)reader->config;

    if (node_is_null(value))
        return; /* a key without a value keeps its default */
    if (key->type == KEY_SOURCES)
        read_sources(reader, value);
    else if (key->type == KEY_VARIABLES)
        read_variables(reader, value);
    else if (key->type == KEY_TEXTS)
        texts_read(reader->config->arena, key, value, reader->config, reader->faults);
    else if (key->type == KEY_RECEIVERS)
        receivers_read(reader->config, value, reader->faults);
    else if (key->type == KEY_RULES)
        rules_read(reader->config, value, reader->faults);
    else if (key->type == KEY_FILES)
        files_read(reader->config, value, (const char *const **)(void *)(config + key->offset),
                   (size_t *)(void *)(config + key->count_offset), reader->faults);
    else if (!key_store(reader->config->arena, key, value, reader->config->file, reader->config,
                        reader->faults))
        return;
}

static void read_section(struct reader *reader, const struct node *map, const char *prefix)
{
    struct arena *arena = reader->config->arena;

    for (size_t i = 0; i < map->count; i++) {
        const struct node_entry *entry = &map->entries[i];
        const char *path = prefix[0] ? arena_printf(arena, "%s.%s", prefix, entry->key->value.text)
                                     : entry->key->value.text;
        const struct service_key *key = key_at(path);
        if (key)
            read_key(reader, key, entry->value);
        else if (!is_section(path))
            unknown_key(reader, entry->key, path);
        else if (entry->value->kind == NODE_MAP)
            read_section(reader, entry->value, path);
        else if (!node_is_null(entry->value))
            (void)fault_at(reader->faults, entry->value->position, "'%s' is a map of keys, not %s",
                           path, node_kind_name(entry->value));
    }
}

void service_read_defaults(struct service_config *config)
{
    for (size_t i = 0; i < service_key_count; i++)
        key_store_default(config->arena, &service_keys[i], config);
}

void service_read(struct service_config *config, const struct node *root, struct faults *faults)
{
    struct reader reader = {.config = config, .faults = faults};

    if (root->kind == NODE_MAP) {
        read_section(&reader, root, "");
        rules_check(config, faults);
    } else
        (void)fault_at(faults, root->position, "the service's file is a map of keys, not %s",
                       node_kind_name(root));
}
