/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct slice nothing = {NULL, 0};

static bool is_object(struct slice value)
{
    return value.size && value.at[0] == '{';
}

/* key is a member's name with escapes in it. */
static bool escaped_is(struct slice key, const char *name, size_t length)
{
    char *copy = malloc(key.size + 3);
    bool same = false;

    if (!copy)
        return false;
    copy[0] = '"';
    memcpy(copy + 1, key.at, key.size);
    memcpy(copy + 1 + key.size, "\"", 2);
    const char *text = slice_text((struct slice){copy, key.size + 2});
    same = text && strlen(text) == length && memcmp(text, name, length) == 0;
    free(copy);
    return same;
}

static bool key_is(struct slice key, const char *name, size_t length)
{
    if (memchr(key.at, '\\', key.size))
        return escaped_is(key, name, length);
    return key.size == length && memcmp(key.at, name, length) == 0;
}

static struct slice member(struct slice object, const char *name, size_t length)
{
    struct scan scan;
    struct slice key, value;

    if (!is_object(object))
        return nothing;
    scan_init(&scan, object.at, object.size);
    if (!scan_enter(&scan, '{'))
        return nothing;
    while (scan_member(&scan, &key)) {
        if (!scan_value(&scan, &value, NULL))
            return nothing;
        if (key_is(key, name, length))
            return value;
    }
    return nothing;
}

struct slice document_member(struct slice object, const char *name)
{
    return member(object, name, strlen(name));
}

struct slice document_path(struct slice object, const char *path)
{
    for (;;) {
        const size_t length = strcspn(path, ".");
        object = member(object, path, length);
        if (!path[length] || !is_object(object))
            return object;
        path += length + 1;
    }
}

struct slice document_nested(struct slice object, const char *path)
{
    for (;;) {
        const size_t length = strcspn(path, ".");
        if (!path[length])
            return document_member(object, path);
        const struct slice inner = member(object, path, length);
        if (!is_object(inner))
            return document_member(object, path);
        object = inner;
        path += length + 1;
    }
}

struct slice document_flat(struct slice object, const char *path)
{
    const struct slice whole = document_member(object, path);

    if (whole.at && !is_object(whole))
        return whole;
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
        const struct slice inner = member(object, path, (size_t)(dot - path));
        const struct slice found = is_object(inner) ? document_flat(inner, dot + 1) : nothing;
        if (found.at)
            return found;
    }
    return nothing;
}

const char *document_text(struct arena *arena, struct slice value)
{
    char *copy;

    if (!value.at || slice_is(value, "null"))
        return NULL;
    copy = arena_strndup(arena, value.at, value.size);
    if (value.at[0] != '"')
        return copy;
    const char *text = slice_text((struct slice){copy, value.size});
    /* A text that C cannot hold (U+0000, half a surrogate pair) stays as it was written. */
    return text ? text : arena_strndup(arena, value.at, value.size);
}

static bool read_number(struct slice value, struct cell *ret)
{
    char text[64], *end;
    int64_t integer;

    if (slice_integer(value, &integer)) {
        *ret = (struct cell){.kind = CELL_INTEGER, .integer = integer, .real = (double)integer};
        return true;
    }
    /* No double needs more digits to be told from its neighbours than fit here. */
    const size_t size = value.size < sizeof text - 1 ? value.size : sizeof text - 1;
    if (size != value.size)
        return false;
    memcpy(text, value.at, size);
    text[size] = '\0';
    *ret = (struct cell){.kind = CELL_REAL, .real = strtod(text, &end)};
    return *end == '\0' && end != text;
}

/* A number of more than 63 characters. */
static bool read_long_number(struct arena *arena, struct slice value, struct cell *ret)
{
    char *end, *text = arena_strndup(arena, value.at, value.size);

    *ret = (struct cell){.kind = CELL_REAL, .real = strtod(text, &end)};
    return *end == '\0' && end != text;
}

struct cell document_cell(struct arena *arena, struct slice value)
{
    struct cell cell = {.kind = CELL_MISSING};

    if (!value.at || slice_is(value, "null")) {
        cell.is_none = value.at != NULL;
        return cell;
    }
    switch (value.at[0]) {
    case '"':
        cell.kind = CELL_TEXT;
        cell.text = document_text(arena, value);
        break;
    case '{':
    case '[':
        cell.kind = CELL_JSON;
        cell.text = document_text(arena, value);
        break;
    case 't':
    case 'f':
        cell.kind = CELL_BOOL;
        cell.integer = value.at[0] == 't';
        cell.real = (double)cell.integer;
        break;
    default:
        if (!read_number(value, &cell) && !read_long_number(arena, value, &cell))
            cell = (struct cell){.kind = CELL_MISSING};
        break;
    }
    return cell;
}

static bool text_equals(struct slice value, const char *wanted)
{
    if (value.size < 2 || value.at[0] != '"')
        return false;
    return key_is((struct slice){value.at + 1, value.size - 2}, wanted, strlen(wanted));
}

bool document_equals(struct slice value, const struct value *wanted)
{
    struct cell cell;

    if (wanted->type == VALUE_NULL)
        return !value.at || slice_is(value, "null");
    if (!value.size)
        return false;
    if (wanted->type == VALUE_TEXT)
        return text_equals(value, wanted->text);
    const double number = wanted->type == VALUE_REAL ? wanted->real : (double)wanted->integer;
    if (value.at[0] == 't' || value.at[0] == 'f')
        return number == (value.at[0] == 't');
    return (value.at[0] == '-' || (value.at[0] >= '0' && value.at[0] <= '9')) &&
           read_number(value, &cell) && cell.real == number;
}

static bool scalar_agrees(struct slice value, const char *wanted)
{
    AUTO_ARENA arena = arena_new();
    const char *text = document_text(arena, value);
    char *left_end, *right_end;

    if (!text || value.at[0] == '{')
        return false;
    if (strcasecmp(text, wanted) == 0)
        return true;
    if (value.at[0] == '"' || !*wanted)
        return false;
    const double left = strtod(text, &left_end), right = strtod(wanted, &right_end);
    return left_end != text && !*left_end && !*right_end && left == right;
}

bool document_agrees(struct slice value, const char *wanted)
{
    struct scan scan;
    struct slice item;

    if (!value.at || value.at[0] != '[')
        return value.at && scalar_agrees(value, wanted);
    scan_init(&scan, value.at, value.size);
    if (!scan_enter(&scan, '['))
        return false;
    while (scan_item(&scan))
        if (scan_value(&scan, &item, NULL) && document_agrees(item, wanted))
            return true;
    return false;
}
