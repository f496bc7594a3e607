/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/node_json.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strmap.h"
#include "base/utf8.h"
#include "config/python_text.h"
#include "json/scan.h"

struct reader {
    struct arena *arena;
    struct scan scan;
    size_t depth, count;
    const char *fault; /* of ours; NULL: the scan's */
};

static const struct node *read_value(struct reader *reader);

static const struct node *fail(struct reader *reader, const char *fault)
{
    if (!reader->fault)
        reader->fault = fault;
    return NULL;
}

static const struct node *scalar(struct reader *reader, const struct value *value)
{
    struct node *node = ARENA_NEW(reader->arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR, .value = *value, .weight = 1};
    return node;
}

static const struct node *read_number(struct reader *reader, const struct slice *slice)
{
    const char *text = arena_strndup(reader->arena, slice->at, slice->size);
    struct value value = {.type = VALUE_REAL, .real = strtod(text, NULL)};

    if (strpbrk(text, ".eE")) {
        value.text = python_float_text(reader->arena, value.real);
        return scalar(reader, &value);
    }
    value.type = VALUE_INTEGER;
    value.text = strcmp(text, "-0") == 0 ? "0" : text;
    errno = 0;
    value.integer = strtoll(text, NULL, 10);
    return scalar(reader, &value);
}

static const struct node *read_word(struct reader *reader, char letter)
{
    static const struct value yes = {.type = VALUE_BOOL, .text = "True", .integer = 1, .real = 1};
    static const struct value no = {.type = VALUE_BOOL, .text = "False"};
    static const struct value nothing = {.type = VALUE_NULL, .text = "None"};

    return scalar(reader, letter == 't' ? &yes : letter == 'f' ? &no : &nothing);
}

static const struct node *read_scalar(struct reader *reader, char type)
{
    struct slice slice;

    if (!scan_value(&reader->scan, &slice, NULL))
        return NULL;
    if (type == '0')
        return read_number(reader, &slice);
    if (type != '"')
        return read_word(reader, type);
    struct value value = {.type = VALUE_TEXT, .text = slice_text(slice)};
    if (!value.text)
        return fail(reader, "a text holds U+0000 or half a character");
    return scalar(reader, &value);
}

static const struct node *read_list(struct reader *reader)
{
    static const struct node nowhere = {.kind = NODE_LIST};
    struct node_list list = {.count = 0};

    (void)scan_enter(&reader->scan, '[');
    while (scan_item(&reader->scan)) {
        const struct node *item = read_value(reader);
        if (!item)
            return NULL;
        node_list_add(reader->arena, &list, item);
    }
    return node_new_list(reader->arena, &nowhere, list.items, list.count);
}

struct members {
    struct node_entry *entries;
    size_t count, capacity;
    struct strmap *numbers; /* of the entries by key, from 1 on */
};

static void put(struct arena *arena, struct members *members, const char *key,
                const struct node *value)
{
    static const struct node nowhere = {.kind = NODE_MAP};
    const size_t number = (size_t)(uintptr_t)strmap_get(members->numbers, key);

    if (number) {
        members->entries[number - 1].value = value;
        return;
    }
    members->entries = arena_grow(arena, members->entries, members->count, &members->capacity,
                                  sizeof *members->entries);
    members->entries[members->count++] =
        (struct node_entry){.key = node_new_text(arena, &nowhere, key), .value = value};
    strmap_put(members->numbers, key, (void *)(uintptr_t)members->count);
}

/* The bytes of the key are looked at as a JSON text: the quotes stand around them. */
static const char *key_text(struct slice key)
{
    return slice_text((struct slice){.at = key.at - 1, .size = key.size + 2});
}

static const struct node *read_map(struct reader *reader)
{
    static const struct node nowhere = {.kind = NODE_MAP};
    struct members members = {.numbers = strmap_new(reader->arena)};
    struct slice key;

    (void)scan_enter(&reader->scan, '{');
    while (scan_member(&reader->scan, &key)) {
        const struct node *value = read_value(reader);
        if (!value)
            return NULL;
        const char *text = key_text(key);
        if (!text)
            return fail(reader, "a name holds U+0000 or half a character");
        put(reader->arena, &members, text, value);
    }
    return node_new_map(reader->arena, &nowhere, members.entries, members.count);
}

static const struct node *read_value(struct reader *reader)
{
    const char type = scan_peek(&reader->scan);
    const struct node *made;

    if (++reader->count > LIMIT_CONFIG_NODES)
        return fail(reader, "too many values");
    if (type != '[' && type != '{')
        return read_scalar(reader, type);
    if (++reader->depth > LIMIT_CONFIG_DEPTH)
        return fail(reader, "nested too deeply");
    made = type == '[' ? read_list(reader) : read_map(reader);
    reader->depth--;
    return made;
}

static const struct node *refuse(const struct reader *reader, const char *text, const char *what,
                                 struct error *err)
{
    const char *fault = reader->fault ? reader->fault : reader->scan.fault;
    unsigned line = 1, column = 1;

    for (const char *at = text; at < text + scan_offset(&reader->scan); at++) {
        column = *at == '\n' ? 1 : column + (((unsigned char)*at & 0xc0) != 0x80);
        line += *at == '\n';
    }
    (void)error_set(err, ERROR_CONFIG, what, "not JSON at line %u column %u: %s", line, column,
                    fault ? fault : "a value is expected");
    return NULL;
}

const struct node *node_of_json(struct arena *arena, const char *text, const char *what,
                                struct error *err)
{
    struct reader reader = {.arena = arena};
    const size_t size = strlen(text);

    if (size > LIMIT_CONFIG_FILE) {
        (void)error_set(err, ERROR_CONFIG, what, "larger than %u bytes", LIMIT_CONFIG_FILE);
        return NULL;
    }
    if (!utf8_valid(text)) {
        (void)error_set(err, ERROR_CONFIG, what, "this is not UTF-8");
        return NULL;
    }
    /* Texts are unescaped where they stand, so the scan gets a copy. */
    scan_init(&reader.scan, arena_strndup(arena, text, size), size);
    const struct node *root = read_value(&reader);
    if (!scan_end(&reader.scan) || reader.fault)
        return refuse(&reader, text, what, err);
    return root ? root : refuse(&reader, text, what, err);
}
