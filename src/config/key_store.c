/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/document.h"
#include "config/duration.h"
#include "config/service_key.h"
#include "config/yaml_scalar.h"

struct store {
    struct arena *arena;
    const struct service_key *key;
    const struct node *value;
    const char *file;
    void *place; /* the member */
    struct faults *faults;
};

static bool wrong(const struct store *store, const char *expected)
{
    return fault_at(store->faults, store->value->position, "%s is %s, not %s", store->key->path,
                    expected, node_kind_name(store->value));
}

static bool outside(const struct store *store)
{
    return fault_at(store->faults, store->value->position, "%s must be from %s to %s, this is %s",
                    store->key->path, store->key->least, store->key->most,
                    store->value->value.text);
}

static bool is_text(const struct node *node)
{
    return node->kind == NODE_SCALAR && node->value.type == VALUE_TEXT && node->value.text[0];
}

static bool store_text(const struct store *store)
{
    if (!is_text(store->value))
        return wrong(store, "a text");
    *(const char **)store->place = store->value->value.text;
    return true;
}

static bool store_path(const struct store *store)
{
    if (!is_text(store->value))
        return wrong(store, "a path");
    *(const char **)store->place =
        document_beside(store->arena, store->file, store->value->value.text);
    return true;
}

/* The part between "://" and the first '/', where user and password would be. */
static bool has_user(const char *url)
{
    const char *host = strstr(url, "://");
    const char *at = host ? strchr(host + 3, '@') : NULL;

    return at && (size_t)(at - host - 3) < strcspn(host + 3, "/?#");
}

static bool store_url(const struct store *store)
{
    if (!is_text(store->value))
        return wrong(store, "an address");
    const char *url = store->value->value.text;
    const size_t scheme = strncmp(url, "http://", 7) == 0    ? 7
                          : strncmp(url, "https://", 8) == 0 ? 8
                                                             : 0;
    if (scheme == 0 || !url[scheme] || strcspn(url, " \t\r\n") != strlen(url))
        return fault_at(store->faults, store->value->position,
                        "%s begins with http:// or https:// and has no blanks", store->key->path);
    if (has_user(url))
        return fault_at(store->faults, store->value->position,
                        "%s may not hold a user or a password: use auth, user and secret_file",
                        store->key->path);
    *(const char **)store->place = url;
    return true;
}

static bool store_conninfo(const struct store *store)
{
    if (!is_text(store->value))
        return wrong(store, "a text");
    const char *text = store->value->value.text;
    const char *host = strstr(text, "://");
    const bool in_url = host && has_user(text) && strcspn(host + 3, ":") < strcspn(host + 3, "@");
    if (in_url || strstr(text, "password=") || strstr(text, "password ="))
        return fault_at(store->faults, store->value->position,
                        "%s may not hold a password: use passfile=, ~/.pgpass or PGPASSWORD",
                        store->key->path);
    *(const char **)store->place = text;
    return true;
}

static bool store_flag(const struct store *store)
{
    if (store->value->kind != NODE_SCALAR || store->value->value.type != VALUE_BOOL)
        return wrong(store, "true or false");
    *(bool *)store->place = store->value->value.integer != 0;
    return true;
}

static bool store_whole(const struct store *store)
{
    if (store->value->kind != NODE_SCALAR || store->value->value.type != VALUE_INTEGER)
        return wrong(store, "a whole number");
    const int64_t number = store->value->value.integer;
    if (number < strtoll(store->key->least, NULL, 10) ||
        number > strtoll(store->key->most, NULL, 10))
        return outside(store);
    if (store->key->type == KEY_INTEGER)
        *(int *)store->place = (int)number;
    else
        *(unsigned *)store->place = (unsigned)number;
    return true;
}

static bool store_number(const struct store *store)
{
    double number;

    if (!node_number(store->value, &number) || is_text(store->value))
        return wrong(store, "a number");
    if (number < strtod(store->key->least, NULL) || number > strtod(store->key->most, NULL))
        return outside(store);
    *(double *)store->place = number;
    return true;
}

static bool store_duration(const struct store *store)
{
    int64_t us = 0, least = 0, most = 0;

    if (store->value->kind != NODE_SCALAR || !duration_parse(store->value->value.text, &us))
        return fault_at(store->faults, store->value->position,
                        "%s is a duration with its unit, such as 30s, 5m, 36h or 90d",
                        store->key->path);
    if (!duration_parse(store->key->least, &least) || !duration_parse(store->key->most, &most) ||
        us < least || us > most)
        return outside(store);
    *(int64_t *)store->place = us;
    return true;
}

static bool store_choice(const struct store *store)
{
    char word[32];
    const struct value *value = &store->value->value;

    if (store->value->kind == NODE_SCALAR && value->type != VALUE_NULL)
        for (size_t i = 0; key_choice_word(store->key, i, word, sizeof word); i++)
            if (strcmp(word, value->text) == 0) {
                *(unsigned *)store->place = (unsigned)i;
                return true;
            }
    return fault_at(store->faults, store->value->position, "%s is one of %s", store->key->path,
                    store->key->least);
}

bool key_store(struct arena *arena, const struct service_key *key, const struct node *value,
               const char *file, void *target, struct faults *faults)
{
    const struct store store = {.arena = arena,
                                .key = key,
                                .value = value,
                                .file = file,
                                .place = (char *)target + key->offset,
                                .faults = faults};

    switch (key->type) {
    case KEY_TEXT:
        return store_text(&store);
    case KEY_PATH:
        return store_path(&store);
    case KEY_URL:
        return store_url(&store);
    case KEY_CONNINFO:
        return store_conninfo(&store);
    case KEY_FLAG:
        return store_flag(&store);
    case KEY_COUNT:
    case KEY_INTEGER:
        return store_whole(&store);
    case KEY_NUMBER:
        return store_number(&store);
    case KEY_DURATION:
        return store_duration(&store);
    case KEY_CHOICE:
        return store_choice(&store);
    case KEY_TEXTS:
    case KEY_FILES:
    case KEY_VARIABLES:
    case KEY_SOURCES:
    case KEY_RECEIVERS:
    case KEY_RULES:
        break;
    }
    assert(false && "a list is not stored here");
    return false;
}

void key_store_default(struct arena *arena, const struct service_key *key, void *target)
{
    const bool as_text = key->type <= KEY_CONNINFO;
    struct yaml_scalar scalar = {.value = {.type = VALUE_TEXT, .text = key->standard}};
    struct faults faults;
    const char *fault;

    if (!key->standard)
        return;
    faults_init(&faults, NULL, NULL);
    bool fine = as_text || yaml_scalar_read(arena, key->standard, &scalar, &fault);
    const struct node node = {.kind = NODE_SCALAR, .value = scalar.value};
    fine = fine && key_store(arena, key, &node, "", target, &faults);
    assert(fine);
    (void)fine;
}
