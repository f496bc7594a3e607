/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/object.h"

#include <string.h>

#include "adapt/input.h"
#include "base/clock.h"
#include "base/limits.h"

bool object_whole(const struct adapt_file *file, struct slice *ret_value, struct error *err)
{
    struct scan scan;
    size_t depth;

    if (!input_is_text(file, err))
        return false;
    scan_init(&scan, file->text, file->size);
    if (!scan_value(&scan, ret_value, &depth) || !scan_end(&scan))
        return input_fault(file, scan.at, "", scan.fault, err);
    if (depth > LIMIT_DOCUMENT_DEPTH + 2)
        return error_set(err, ERROR_LIMIT, file->name, "more than %d levels of nesting",
                         LIMIT_DOCUMENT_DEPTH + 2);
    return true;
}

const char *object_text_of(struct arena *arena, struct slice value)
{
    return slice_text((struct slice){arena_strndup(arena, value.at, value.size), value.size});
}

/* The key as a text with its quotes, so that escapes are read as those of values. */
static const char *key_text(struct arena *arena, struct slice key)
{
    if (!memchr(key.at, '\\', key.size))
        return arena_strndup(arena, key.at, key.size);
    return object_text_of(arena, (struct slice){key.at - 1, key.size + 2});
}

bool object_read(const struct adapt_file *file, struct arena *arena, struct slice value,
                 const char *path, struct object *ret_object, struct error *err)
{
    struct object object = {.file = file, .arena = arena, .path = path, .at = value};
    struct member *members = NULL;
    size_t capacity = 0;
    struct scan scan;
    struct slice key = {0};

    scan_init(&scan, value.at, value.size);
    if (!scan_enter(&scan, '{'))
        return object_fault(&object, NULL, NULL, "an object", err);
    while (scan_member(&scan, &key)) {
        if (object.count == OBJECT_MEMBERS)
            return error_set(err, ERROR_LIMIT, file->name, "an object has more than %d members",
                             OBJECT_MEMBERS);
        members = arena_grow(arena, members, object.count, &capacity, sizeof *members);
        struct member *member = &members[object.count];
        member->key = key_text(arena, key);
        if (!scan_value(&scan, &member->value, NULL))
            break;
        if (!member->key)
            return input_fault(file, key.at, path, "a name without U+0000 and half characters",
                               err);
        object.count++;
    }
    object.members = members;
    *ret_object = object;
    return true;
}

const struct member *object_find(const struct object *object, const char *key)
{
    for (size_t i = object->count; i > 0; i--)
        if (strcmp(object->members[i - 1].key, key) == 0)
            return slice_is(object->members[i - 1].value, "null") ? NULL : &object->members[i - 1];
    return NULL;
}

bool object_fault(const struct object *object, const struct member *member, const char *key,
                  const char *expected, struct error *err)
{
    const char *name = member ? member->key : key;
    const char *field =
        !name ? object->path
              : arena_printf(object->arena, "%s%s%s", object->path, *object->path ? "." : "", name);

    return input_fault(object->file, member ? member->value.at : object->at.at, field, expected,
                       err);
}

bool object_optional_text(const struct object *object, const char *key, const char **ret_text,
                          struct error *err)
{
    const struct member *member = object_find(object, key);

    *ret_text = member ? object_text_of(object->arena, member->value) : NULL;
    return !member || *ret_text || object_fault(object, member, key, "a text", err);
}

bool object_text(const struct object *object, const char *key, const char **ret_text,
                 struct error *err)
{
    if (!object_optional_text(object, key, ret_text, err))
        return false;
    return *ret_text || object_fault(object, NULL, key, "a text, found nothing", err);
}

/* The member of one type, told by its first byte. */
static bool typed(const struct object *object, const char *key, const char *first,
                  const char *expected, struct slice *ret, struct error *err)
{
    const struct member *member = object_find(object, key);

    if (!member || !strchr(first, member->value.at[0]))
        return object_fault(object, member, key, expected, err);
    *ret = member->value;
    return true;
}

bool object_number(const struct object *object, const char *key, struct error *err)
{
    struct slice number;

    return typed(object, key, "-0123456789", "a number", &number, err);
}

bool object_array(const struct object *object, const char *key, struct slice *ret,
                  struct error *err)
{
    return typed(object, key, "[", "an array", ret, err);
}

bool object_object(const struct object *object, const char *key, struct object *ret,
                   struct error *err)
{
    struct slice value = {0};

    return typed(object, key, "{", "an object", &value, err) &&
           object_read(
               object->file, object->arena, value,
               arena_printf(object->arena, "%s%s%s", object->path, *object->path ? "." : "", key),
               ret, err);
}

bool object_time(const struct object *object, const char *key, int64_t *ret_us, struct error *err)
{
    const struct member *member = object_find(object, key);

    if (!member) {
        *ret_us = INT64_MIN;
        return true;
    }
    const char *text = member->value.at[0] == '"'
                           ? object_text_of(object->arena, member->value)
                           : arena_strndup(object->arena, member->value.at, member->value.size);
    if (text && clock_parse(text, ret_us))
        return true;
    return object_fault(object, member, key, "a time like 2026-11-22T12:00:00Z", err);
}

bool object_each(const struct adapt_file *file, struct arena *arena, struct slice array,
                 const char *path, object_visit *visit, void *context, struct error *err)
{
    struct scan scan;
    struct slice item;

    scan_init(&scan, array.at, array.size);
    if (!scan_enter(&scan, '['))
        return input_fault(file, array.at, path, "an array", err);
    for (size_t i = 0; scan_item(&scan); i++) {
        if (!scan_value(&scan, &item, NULL))
            break;
        if (!visit(context, item, arena_printf(arena, "%s[%zu]", path, i), err))
            return false;
    }
    return true;
}
