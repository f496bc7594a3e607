/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/schema.h"

#include <string.h>

#include "base/buffer.h"
#include "base/strmap.h"

enum { SHOWN_MOST = 5 };

struct item {
    const char *kind, *owner, *name, *definition;
    bool seen;
};

struct comparison {
    struct arena *arena;
    struct strmap *by_key, *owners;
    struct item *items;
    size_t count, capacity;
    struct buffer text;
    unsigned differences;
};

static const char *key_of(struct comparison *comparison, const char *kind, const char *owner,
                          const char *name)
{
    return arena_printf(comparison->arena, "%s\t%s\t%s", kind, owner, name);
}

static void differ(struct comparison *comparison, const struct item *item, const char *what)
{
    if (comparison->differences++ < SHOWN_MOST)
        buffer_printf(&comparison->text, "%s%s: %s%s%s %s", comparison->text.size > 0 ? "; " : "",
                      item->owner, item->kind, item->name[0] ? " " : "", item->name, what);
}

/* The next TAB-separated cell of a line, ended in place. */
static const char *cut(char **at)
{
    char *start = *at;

    *at += strcspn(start, "\t\n");
    if (**at)
        *(*at)++ = '\0';
    return start;
}

static void read_expected(struct comparison *comparison)
{
    char *at = arena_strdup(comparison->arena, sql_expected_schema);

    while (*at) {
        const size_t index = comparison->count;
        comparison->items = arena_grow(comparison->arena, comparison->items, index,
                                       &comparison->capacity, sizeof *comparison->items);
        struct item *item = &comparison->items[index];
        item->kind = cut(&at);
        item->owner = cut(&at);
        item->name = cut(&at);
        item->definition = cut(&at);
        item->seen = false;
        comparison->count++;
    }
    /* Only now: the array moves while it grows. */
    for (size_t i = 0; i < comparison->count; i++) {
        struct item *item = &comparison->items[i];
        strmap_put(comparison->by_key, key_of(comparison, item->kind, item->owner, item->name),
                   item);
        /* Of a table the item that says it is one: without it nothing else of it is told. */
        if (strcmp(item->kind, "table") == 0 || !strmap_has(comparison->owners, item->owner))
            strmap_put(comparison->owners, item->owner, item);
    }
}

static void compare_live(struct comparison *comparison, const struct item *live)
{
    struct item *expected =
        strmap_get(comparison->by_key, key_of(comparison, live->kind, live->owner, live->name));

    if (expected) {
        expected->seen = true;
        if (strcmp(expected->definition, live->definition) != 0)
            differ(comparison, live,
                   arena_printf(comparison->arena, "is %s, expected %s", live->definition,
                                expected->definition));
    } else if (strmap_has(comparison->owners, live->owner) && strcmp(live->kind, "index") != 0) {
        differ(comparison, live, "is not expected");
    }
}

static void compare(struct comparison *comparison, const struct store_result *result)
{
    read_expected(comparison);
    for (size_t row = 0; row < store_rows(result); row++) {
        const struct item live = {store_text(result, row, 0), store_text(result, row, 1),
                                  store_text(result, row, 2), store_text(result, row, 3), false};
        compare_live(comparison, &live);
    }
    for (size_t i = 0; i < comparison->count; i++) {
        const struct item *item = &comparison->items[i];
        const struct item *owner = strmap_get(comparison->owners, item->owner);
        if (!item->seen && (owner->seen || owner == item))
            differ(comparison, item, "is missing");
    }
}

bool schema_compare(struct store_connection *connection, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_STORE_LIST_SCHEMA, NULL, 0, &result, err))
        return false;

    AUTO_ARENA arena = arena_new();
    struct comparison comparison = {
        .arena = arena, .by_key = strmap_new(arena), .owners = strmap_new(arena)};
    buffer_init(&comparison.text, 64 << 10);
    compare(&comparison, result);
    const bool same = comparison.differences == 0;
    if (!same)
        (void)error_set(err, ERROR_CONFLICT, "schema",
                        "%u difference%s from the expected schema: %s%s", comparison.differences,
                        comparison.differences == 1 ? "" : "s", comparison.text.data,
                        comparison.differences > SHOWN_MOST ? "; ..." : "");
    buffer_done(&comparison.text);
    return same;
}
