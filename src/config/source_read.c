/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "config/nearest.h"
#include "config/service_key.h"
#include "config/service_read.h"

static const struct service_key *key_at(const char *name)
{
    for (size_t i = 0; i < source_key_count; i++)
        if (strcmp(source_keys[i].path, name) == 0)
            return &source_keys[i];
    return NULL;
}

static void unknown_key(const struct node *key, struct arena *arena, struct faults *faults)
{
    const char **known = ARENA_ARRAY(arena, const char *, source_key_count);

    for (size_t i = 0; i < source_key_count; i++)
        known[i] = source_keys[i].path;
    const char *near = nearest_of(key->value.text, known, source_key_count);
    (void)fault_at(faults, key->position,
                   near ? "a source has no key '%s'; is '%s' meant?"
                        : "a source has no key '%s'; `rigel config explain sources` lists them",
                   key->value.text, near);
}

/* The place of a key, or of the whole entry where it has no such key. */
static struct position place_of(const struct node *node, const char *key)
{
    const struct node *value = node_get(node, key);

    return value ? value->position : node->position;
}

static void check_reach(const struct node *node, const struct source_config *source,
                        struct faults *faults)
{
    if (source->kind == SOURCE_PUSH && (source->url || source->path))
        (void)fault_at(faults, place_of(node, source->url ? "url" : "path"),
                       "a source of kind push has neither url nor path: documents come to it");
    if (source->kind == SOURCE_SEARCH && !source->url)
        (void)fault_at(faults, node->position, "a search source needs url");
    if (source->kind == SOURCE_FILES && !source->path)
        (void)fault_at(faults, node->position, "a source of kind files needs path");
    if (source->kind == SOURCE_FILES && source->url)
        (void)fault_at(faults, place_of(node, "url"), "a source of kind files has no url");
    if (source->kind == SOURCE_SEARCH && source->path)
        (void)fault_at(faults, place_of(node, "path"),
                       "a search source has no path; is kind: files meant?");
}

static void check_auth(const struct node *node, const struct source_config *source,
                       struct faults *faults)
{
    const bool has_secret = source->secret_file || source->secret_env;

    if (source->secret_file && source->secret_env)
        (void)fault_at(faults, place_of(node, "secret_env"),
                       "secret_file and secret_env are both given: one is expected");
    if (source->auth == AUTH_NONE) {
        if (has_secret || source->user)
            (void)fault_at(faults, node->position,
                           "user or secret without auth: say which, basic, api_key or sigv4");
        return;
    }
    if (!has_secret)
        (void)fault_at(faults, place_of(node, "auth"), "this auth needs secret_file or secret_env");
    if (source->auth != AUTH_API_KEY && !source->user)
        (void)fault_at(faults, place_of(node, "auth"), "this auth needs user");
    if (source->auth == AUTH_SIGV4 && !source->region)
        (void)fault_at(faults, place_of(node, "auth"), "sigv4 needs region");
    if (strcmp(source->service, "es") != 0 && strcmp(source->service, "aoss") != 0)
        (void)fault_at(faults, place_of(node, "service"), "service is es or aoss");
}

void source_read(struct service_config *config, const struct node *node, struct source_config *ret,
                 struct faults *faults)
{
    const size_t before = faults->errors;

    ret->place = position_keep(node->position, config->arena);
    for (size_t i = 0; i < source_key_count; i++)
        key_store_default(config->arena, &source_keys[i], ret);
    if (node->kind != NODE_MAP) {
        (void)fault_at(faults, node->position, "a source is a map of keys, not %s",
                       node_kind_name(node));
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct node_entry *entry = &node->entries[i];
        const struct service_key *key = key_at(entry->key->value.text);
        if (!key)
            unknown_key(entry->key, config->arena, faults);
        else if (!node_is_null(entry->value) &&
                 !key_store(config->arena, key, entry->value, config->file, ret, faults))
            continue;
    }
    if (faults->errors != before)
        return; /* what is missing may be what was mistyped */
    if (!ret->name)
        (void)fault_at(faults, node->position, "the source has no name");
    check_reach(node, ret, faults);
    check_auth(node, ret, faults);
}
