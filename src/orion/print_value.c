/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_value.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "config/python_text.h"
#include "report/python_number.h"

const struct print_value *print_value_member(const struct print_value *value, const char *key)
{
    if (!value || value->kind != PRINT_OBJECT)
        return NULL;
    for (size_t i = 0; i < value->count; i++)
        if (!strcmp(value->keys[i], key))
            return &value->items[i];
    return NULL;
}

bool print_value_truth(const struct print_value *value)
{
    if (!value)
        return false;
    switch (value->kind) {
    case PRINT_NULL:
        return false;
    case PRINT_BOOL:
        return value->truth;
    case PRINT_INTEGER:
    case PRINT_REAL:
        return value->real != 0;
    case PRINT_TEXT:
        return *value->text != '\0';
    default:
        return value->count > 0;
    }
}

void print_indent(struct buffer *out, unsigned level)
{
    static const char feed[] = "\n                                ";
    const unsigned most = (sizeof feed - 2) / 2, now = level < most ? level : most;

    buffer_append(out, feed, 1 + 2 * (size_t)now);
    for (unsigned left = level - now; left > 0; left--)
        buffer_append(out, "  ", 2);
}

/* The code of the character at text, whose size is given. */
static unsigned code_at(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned code = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);

    for (size_t i = 1; i < size; i++)
        code = code << 6 | (bytes[i] & 0x3fu);
    return code;
}

static void put_escape(struct buffer *out, unsigned code)
{
    static const char plain[] = "\"\\\n\r\t\f\b", letters[] = "\"\\nrtfb";
    const char *found = code && code < 0x80 ? strchr(plain, (int)code) : NULL;

    if (found)
        buffer_printf(out, "\\%c", letters[found - plain]);
    else if (code < 0x10000)
        buffer_printf(out, "\\u%04x", code);
    else
        buffer_printf(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
                      0xdc00 + ((code - 0x10000) & 0x3ff));
}

void print_json_text(struct buffer *out, const char *text)
{
    buffer_byte(out, '"');
    for (const char *at = text;;) {
        const char *run = at;
        while (*at >= ' ' && *at < 0x7f && *at != '"' && *at != '\\')
            at++;
        buffer_append(out, run, (size_t)(at - run));
        if (!*at)
            break;
        const size_t size = utf8_sequence(at);
        put_escape(out, size ? code_at(at, size) : 0xfffd);
        at += size ? size : 1;
    }
    buffer_byte(out, '"');
}

void print_json_real(struct buffer *out, double number)
{
    char text[PYTHON_NUMBER_SIZE];

    if (isnan(number))
        buffer_text(out, "NaN");
    else if (isinf(number))
        buffer_text(out, number > 0 ? "Infinity" : "-Infinity");
    else
        buffer_append(out, text, python_repr(number, text));
}

static void put_real(struct buffer *out, double number, bool rounded)
{
    char text[PYTHON_NUMBER_SIZE];

    if (rounded)
        buffer_append(out, text, python_json_number(number, text));
    else
        print_json_real(out, number);
}

static void put_items(struct buffer *out, const struct print_value *value, unsigned level,
                      bool rounded)
{
    const bool is_list = value->kind == PRINT_LIST;

    if (value->count == 0) {
        buffer_text(out, is_list ? "[]" : "{}");
        return;
    }
    buffer_byte(out, is_list ? '[' : '{');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        print_indent(out, level + 1);
        if (!is_list) {
            print_json_text(out, value->keys[i]);
            buffer_text(out, ": ");
        }
        print_value_json(out, &value->items[i], level + 1, rounded);
    }
    print_indent(out, level);
    buffer_byte(out, is_list ? ']' : '}');
}

/* Not deeper than it was read. */
/* NOLINTNEXTLINE(misc-no-recursion) */
void print_value_json(struct buffer *out, const struct print_value *value, unsigned level,
                      bool rounded)
{
    switch (value->kind) {
    case PRINT_NULL:
        buffer_text(out, "null");
        break;
    case PRINT_BOOL:
        buffer_text(out, value->truth ? "true" : "false");
        break;
    case PRINT_INTEGER:
        buffer_text(out, value->text);
        break;
    case PRINT_REAL:
        put_real(out, value->real, rounded);
        break;
    case PRINT_TEXT:
        print_json_text(out, value->text);
        break;
    default:
        put_items(out, value, level, rounded);
        break;
    }
}

static void put_repr(struct buffer *out, const struct print_value *value);

/* NOLINTNEXTLINE(misc-no-recursion) */
static void put_repr_items(struct buffer *out, const struct print_value *value)
{
    const bool is_list = value->kind == PRINT_LIST;

    buffer_byte(out, is_list ? '[' : '{');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buffer_text(out, ", ");
        if (!is_list) {
            python_string_repr(out, value->keys[i]);
            buffer_text(out, ": ");
        }
        put_repr(out, &value->items[i]);
    }
    buffer_byte(out, is_list ? ']' : '}');
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static void put_repr(struct buffer *out, const struct print_value *value)
{
    char number[PYTHON_NUMBER_SIZE];

    switch (value->kind) {
    case PRINT_NULL:
        buffer_text(out, "None");
        break;
    case PRINT_BOOL:
        buffer_text(out, value->truth ? "True" : "False");
        break;
    case PRINT_INTEGER:
        buffer_text(out, value->text);
        break;
    case PRINT_REAL:
        buffer_append(out, number, python_repr(value->real, number));
        break;
    case PRINT_TEXT:
        python_string_repr(out, value->text);
        break;
    default:
        put_repr_items(out, value);
        break;
    }
}

void print_value_str(struct buffer *out, const struct print_value *value)
{
    if (value->kind == PRINT_TEXT)
        buffer_text(out, value->text);
    else
        put_repr(out, value);
}

const char *print_value_text(struct arena *arena, const struct print_value *value)
{
    AUTO_BUFFER out;

    buffer_init(&out, SIZE_MAX);
    print_value_str(&out, value);
    return arena_strndup(arena, out.data ? out.data : "", out.size);
}
