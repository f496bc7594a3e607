/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/cell_text.h"

#include <jansson.h>

#include "config/python_text.h"

static void add_real(struct buffer *out, double number)
{
    AUTO_ARENA arena = arena_new();

    buffer_text(out, python_float_text(arena, number));
}

static void add_json(struct buffer *out, const json_t *value);

static void add_list(struct buffer *out, const json_t *list) // NOLINT(misc-no-recursion)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < json_array_size(list); i++) {
        buffer_text(out, i > 0 ? ", " : "");
        add_json(out, json_array_get(list, i));
    }
    buffer_byte(out, ']');
}

static void add_map(struct buffer *out, const json_t *map) // NOLINT(misc-no-recursion)
{
    const char *key, *between = "";
    json_t *value;

    buffer_byte(out, '{');
    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        buffer_text(out, between);
        python_string_repr(out, key);
        buffer_text(out, ": ");
        add_json(out, value);
        between = ", ";
    }
    buffer_byte(out, '}');
}

/* As deep as the parser lets documents be. */
static void add_json(struct buffer *out, const json_t *value) // NOLINT(misc-no-recursion)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        add_map(out, value);
        return;
    case JSON_ARRAY:
        add_list(out, value);
        return;
    case JSON_STRING:
        python_string_repr(out, json_string_value(value));
        return;
    case JSON_INTEGER:
        buffer_printf(out, "%lld", (long long)json_integer_value(value));
        return;
    case JSON_REAL:
        add_real(out, json_real_value(value));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        buffer_text(out, json_is_true(value) ? "True" : "False");
        return;
    case JSON_NULL:
        buffer_text(out, "None");
    }
}

static void add_document(struct buffer *out, const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

    if (value)
        add_json(out, value);
    else
        buffer_text(out, text); /* numbers beyond what can be held stay as they are written */
    json_decref(value);
}

void cell_text(struct buffer *out, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_MISSING:
        buffer_text(out, cell->is_none ? "None" : "nan");
        return;
    case CELL_BOOL:
        buffer_text(out, cell->integer ? "True" : "False");
        return;
    case CELL_INTEGER:
        buffer_printf(out, "%lld", (long long)cell->integer);
        return;
    case CELL_REAL:
        add_real(out, cell->real);
        return;
    case CELL_TEXT:
        buffer_text(out, cell->text);
        return;
    case CELL_JSON:
        add_document(out, cell->text);
    }
}

void text_list_repr(struct buffer *out, const struct text_list *list)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buffer_text(out, i > 0 ? ", " : "");
        python_string_repr(out, list->items[i]);
    }
    buffer_byte(out, ']');
}
