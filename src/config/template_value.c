/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Told apart from other nodes by address. */
static const char undefined_repr[] = "Undefined", unsupported_repr[] = "unsupported";
static const struct node blank = {.kind = NODE_SCALAR,
                                  .value = {.type = VALUE_NULL, .text = ""},
                                  .repr = "Undefined",
                                  .weight = 1};

static const struct node *special(struct arena *arena, const char *reason, const char *repr)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR,
                          .value = {.type = VALUE_NULL, .text = reason},
                          .repr = repr,
                          .weight = 1};
    return node;
}

const struct node *template_undefined(struct arena *arena, const char *reason)
{
    return special(arena, reason, undefined_repr);
}

const struct node *template_unsupported(struct arena *arena, const char *reason)
{
    return special(arena, reason, unsupported_repr);
}

const struct node *template_blank(void)
{
    return &blank;
}

bool template_is_blank(const struct node *node)
{
    return node == &blank;
}

bool template_is_undefined(const struct node *node)
{
    return node->repr == undefined_repr || template_is_blank(node);
}

bool template_is_special(const struct node *node)
{
    return node->repr == undefined_repr || node->repr == unsupported_repr;
}

const struct node *template_integer(struct arena *arena, size_t number)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR,
                          .value = {.type = VALUE_INTEGER,
                                    .integer = (int64_t)number,
                                    .real = (double)number,
                                    .text = arena_printf(arena, "%zu", number)},
                          .weight = 1};
    return node;
}

const struct node *template_boolean(bool truth)
{
    static const struct node yes = {
        .kind = NODE_SCALAR,
        .value = {.type = VALUE_BOOL, .text = "True", .integer = 1, .real = 1},
        .weight = 1};
    static const struct node no = {
        .kind = NODE_SCALAR, .value = {.type = VALUE_BOOL, .text = "False"}, .weight = 1};

    return truth ? &yes : &no;
}

const struct node *template_text(struct arena *arena, const char *text, size_t size)
{
    struct node *node = ARENA_NEW(arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR,
                          .value = {.type = VALUE_TEXT, .text = arena_strndup(arena, text, size)},
                          .weight = 1};
    return node;
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* Is it an attribute of Python's type, which Jinja2 prefers to a key after a point? */
static bool is_method(const struct node *of, const char *name)
{
    static const char *const of_texts[] = {
        "capitalize",   "casefold",    "center",    "count",      "encode",       "endswith",
        "expandtabs",   "find",        "format",    "format_map", "index",        "isalnum",
        "isalpha",      "isascii",     "isdecimal", "isdigit",    "isidentifier", "islower",
        "isnumeric",    "isprintable", "isspace",   "istitle",    "isupper",      "join",
        "ljust",        "lower",       "lstrip",    "maketrans",  "partition",    "removeprefix",
        "removesuffix", "replace",     "rfind",     "rindex",     "rjust",        "rpartition",
        "rsplit",       "rstrip",      "split",     "splitlines", "startswith",   "strip",
        "swapcase",     "title",       "translate", "upper",      "zfill",        NULL};
    static const char *const of_maps[] = {"clear",      "copy",   "fromkeys", "get",
                                          "items",      "keys",   "pop",      "popitem",
                                          "setdefault", "update", "values",   NULL};
    static const char *const of_lists[] = {"append", "clear",   "copy",   "count",
                                           "extend", "index",   "insert", "pop",
                                           "remove", "reverse", "sort",   NULL};
    static const char *const of_numbers[] = {
        "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator",
        "from_bytes",       "fromhex",   "hex",        "imag",      "is_integer",
        "numerator",        "real",      "to_bytes",   NULL};

    if (strncmp(name, "__", 2) == 0)
        return true;
    if (of->kind != NODE_SCALAR)
        return is_among(name, of->kind == NODE_MAP ? of_maps : of_lists);
    if (of->value.type == VALUE_TEXT)
        return is_among(name, of_texts);
    return of->value.type != VALUE_NULL && is_among(name, of_numbers);
}

static const struct node *absent(struct arena *arena, const struct node *of, const char *what)
{
    return template_undefined(arena, arena_printf(arena, "%s has no '%s' and there is no default",
                                                  node_kind_name(of), what));
}

static const struct node *method(struct arena *arena, const char *name)
{
    return template_unsupported(
        arena, arena_printf(arena, "'%s' is a method of Python, which cannot be used here", name));
}

const struct node *template_member(struct arena *arena, const struct node *of, const char *name)
{
    if (template_is_blank(of))
        return template_unsupported(arena, "the condition is false and there is no else");
    if (is_method(of, name))
        return method(arena, name);
    const struct node *value = node_get(of, name);
    return value ? value : absent(arena, of, name);
}

/* The character at an index, which may count from the end. NULL: there is none. */
static const struct node *character(struct arena *arena, const char *text, int64_t index)
{
    int64_t count = 0;

    for (const char *at = text; *at; at += utf8_sequence(at) ? utf8_sequence(at) : 1)
        count++;
    if (index < 0)
        index += count;
    if (index < 0 || index >= count)
        return NULL;
    while (index-- > 0)
        text += utf8_sequence(text) ? utf8_sequence(text) : 1;
    return template_text(arena, text, utf8_sequence(text) ? utf8_sequence(text) : 1);
}

static const struct node *at_index(struct arena *arena, const struct node *of, int64_t index)
{
    if (of->kind == NODE_SCALAR)
        return of->value.type == VALUE_TEXT ? character(arena, of->value.text, index) : NULL;
    if (of->kind != NODE_LIST)
        return NULL;
    if (index < 0)
        index += (int64_t)of->count;
    return index >= 0 && index < (int64_t)of->count ? of->items[index] : NULL;
}

const struct node *template_item(struct arena *arena, const struct node *of,
                                 const struct node *item)
{
    const bool is_scalar = item->kind == NODE_SCALAR;
    const struct node *value = NULL;

    if (template_is_blank(of))
        return template_unsupported(arena, "the condition is false and there is no else");
    if (is_scalar && (item->value.type == VALUE_INTEGER || item->value.type == VALUE_BOOL))
        value = at_index(arena, of, item->value.integer);
    else if (is_scalar && item->value.type == VALUE_TEXT)
        value = node_get(of, item->value.text);
    if (value)
        return value;
    if (is_scalar && item->value.type == VALUE_TEXT && is_method(of, item->value.text))
        return method(arena, item->value.text);
    return absent(arena, of, node_text(arena, item));
}
