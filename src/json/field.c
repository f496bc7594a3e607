/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/field.h"

#include <stdio.h>
#include <string.h>

void field_release_tree(json_t **tree)
{
    json_decref(*tree);
}

json_t *field_parse(const char *text, size_t size, enum error_code code, const char *what,
                    struct error *err)
{
    json_error_t fault;
    json_t *tree = json_loadb(text, size, JSON_DECODE_ANY, &fault);

    if (!tree)
        (void)error_set(err, code, what, "not JSON at line %d column %d: %s", fault.line,
                        fault.column, fault.text);
    return tree;
}

struct field field_root(const json_t *tree, const char *what, enum error_code code)
{
    return (struct field){.value = tree, .name = what, .code = code};
}

/* Writes the path from the root; returns the length used. */
static size_t path(const struct field *field, char *out, size_t size)
{
    if (!field->parent) {
        const int length = snprintf(out, size, "%s", field->name ? field->name : "");
        return length > 0 ? (size_t)length : 0;
    }
    const size_t used = path(field->parent, out, size);
    if (used + 1 >= size)
        return used;
    const char *joint = field->parent->parent ? "." : used ? ": " : "";
    const int length = field->name ? snprintf(out + used, size - used, "%s%s", joint, field->name)
                                   : snprintf(out + used, size - used, "[%zu]", field->index);
    return used + (length > 0 ? (size_t)length : 0);
}

static const char *type_name(const json_t *value)
{
    if (!value)
        return "nothing";
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "a truth value";
    case JSON_NULL:
        break;
    }
    return "null";
}

bool field_fault(const struct field *field, struct error *err, const char *expected)
{
    char place[sizeof err->place];

    (void)path(field, place, sizeof place);
    return error_set(err, field->code, place, "expected %s, found %s", expected,
                     type_name(field->value));
}

bool field_member(const struct field *object, const char *name, struct field *ret,
                  struct error *err)
{
    if (!json_is_object(object->value))
        return field_fault(object, err, "an object");
    struct field member = {.value = json_object_get(object->value, name),
                           .parent = object,
                           .name = name,
                           .code = object->code};
    if (!member.value)
        return field_fault(&member, err, "a value");
    *ret = member;
    return true;
}

struct field field_optional(const struct field *object, const char *name)
{
    const json_t *value = json_object_get(object->value, name);

    return (struct field){.value = json_is_null(value) ? NULL : value,
                          .parent = object,
                          .name = name,
                          .code = object->code};
}

struct field field_item(const struct field *array, size_t index)
{
    return (struct field){.value = json_array_get(array->value, index),
                          .parent = array,
                          .index = index,
                          .code = array->code};
}

size_t field_count(const struct field *array)
{
    return json_array_size(array->value);
}

bool field_text(const struct field *field, const char **ret, struct error *err)
{
    if (!json_is_string(field->value))
        return field_fault(field, err, "a text");
    *ret = json_string_value(field->value);
    return true;
}

bool field_integer(const struct field *field, int64_t *ret, struct error *err)
{
    if (!json_is_integer(field->value))
        return field_fault(field, err, "a whole number");
    *ret = json_integer_value(field->value);
    return true;
}

bool field_real(const struct field *field, double *ret, struct error *err)
{
    if (!json_is_number(field->value))
        return field_fault(field, err, "a number");
    *ret = json_number_value(field->value);
    return true;
}

bool field_bool(const struct field *field, bool *ret, struct error *err)
{
    if (!json_is_boolean(field->value))
        return field_fault(field, err, "true or false");
    *ret = json_is_true(field->value);
    return true;
}

bool field_array(const struct field *field, struct error *err)
{
    return json_is_array(field->value) ? true : field_fault(field, err, "an array");
}

bool field_object(const struct field *field, struct error *err)
{
    return json_is_object(field->value) ? true : field_fault(field, err, "an object");
}
