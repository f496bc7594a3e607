/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template_compare.h"

#include <string.h>

#include "base/limits.h"
#include "config/template_value.h"

enum { SAFE_DIGITS = 18, BYTES_A_STEP = 256, KEYS_A_STEP = 16 };

static bool fail(struct template_comparison *comparison, const char *fault)
{
    if (!comparison->fault)
        comparison->fault = fault;
    return false;
}

/* Counts the work. False: it is too much. */
static bool charge(struct template_comparison *comparison, size_t steps)
{
    *comparison->steps += steps;
    return *comparison->steps <= LIMIT_TEMPLATE_STEPS ||
           fail(comparison, "this takes too many steps");
}

static bool is_number(const struct node *node)
{
    return node->kind == NODE_SCALAR &&
           (node->value.type == VALUE_INTEGER || node->value.type == VALUE_REAL ||
            node->value.type == VALUE_BOOL);
}

static bool is_text(const struct node *node)
{
    return node->kind == NODE_SCALAR && node->value.type == VALUE_TEXT;
}

/* Of whole numbers as Python prints them, however long. */
static int order_digits(const char *a, const char *b)
{
    const bool minus = *a == '-';

    if (minus != (*b == '-'))
        return minus ? -1 : 1;
    const size_t longer = strlen(a), other = strlen(b);
    const int order = longer != other ? (longer > other ? 1 : -1) : strcmp(a, b);
    return minus ? -order : order;
}

static int order_numbers(const struct value *a, const struct value *b)
{
    const double left = a->type == VALUE_BOOL ? (double)a->integer : a->real;
    const double right = b->type == VALUE_BOOL ? (double)b->integer : b->real;

    if (a->type == VALUE_INTEGER && b->type == VALUE_INTEGER &&
        (strlen(a->text) > SAFE_DIGITS || strlen(b->text) > SAFE_DIGITS))
        return order_digits(a->text, b->text);
    if (a->type != VALUE_REAL && b->type != VALUE_REAL)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (left > right) - (left < right);
}

static bool equal_maps(struct template_comparison *comparison, const struct node *a,
                       const struct node *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count && !comparison->fault; i++) {
        const struct node *other = node_get(b, a->entries[i].key->value.text);
        if (!charge(comparison, 1 + b->count / KEYS_A_STEP) || !other ||
            !template_equal(comparison, a->entries[i].value, other))
            return false;
    }
    return true;
}

bool template_equal(struct template_comparison *comparison, const struct node *a,
                    const struct node *b)
{
    if (!charge(comparison, 1))
        return false;
    if (template_is_special(a) || template_is_special(b))
        return fail(comparison, template_is_special(a) ? a->value.text : b->value.text);
    if (is_number(a) && is_number(b))
        return order_numbers(&a->value, &b->value) == 0;
    if (a->kind != b->kind || template_is_blank(a) || template_is_blank(b))
        return a == b;
    if (a->kind == NODE_MAP)
        return equal_maps(comparison, a, b);
    if (a->kind == NODE_SCALAR)
        return a->value.type == b->value.type && strcmp(a->value.text, b->value.text) == 0;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!template_equal(comparison, a->items[i], b->items[i]))
            return false;
    return true;
}

static int order_lists(struct template_comparison *comparison, const struct node *a,
                       const struct node *b)
{
    for (size_t i = 0; i < a->count && i < b->count && !comparison->fault; i++)
        if (!template_equal(comparison, a->items[i], b->items[i]))
            return comparison->fault ? 0 : template_order(comparison, a->items[i], b->items[i]);
    return (a->count > b->count) - (a->count < b->count);
}

int template_order(struct template_comparison *comparison, const struct node *a,
                   const struct node *b)
{
    if (!charge(comparison, 1))
        return 0;
    if (template_is_special(a) || template_is_special(b))
        return fail(comparison, template_is_special(a) ? a->value.text : b->value.text);
    if (is_number(a) && is_number(b))
        return order_numbers(&a->value, &b->value);
    if (is_text(a) && is_text(b))
        return strcmp(a->value.text, b->value.text); /* UTF-8 has the order of its characters */
    if (a->kind == NODE_LIST && b->kind == NODE_LIST)
        return order_lists(comparison, a, b);
    return fail(comparison, "these two have no order");
}

static bool contains_text(struct template_comparison *comparison, const struct node *whole,
                          const struct node *item)
{
    if (!is_text(item))
        return fail(comparison, "only a text can be in a text");
    return charge(comparison, strlen(whole->value.text) / BYTES_A_STEP) &&
           strstr(whole->value.text, item->value.text) != NULL;
}

static bool contains_key(struct template_comparison *comparison, const struct node *whole,
                         const struct node *item)
{
    if (item->kind != NODE_SCALAR)
        return fail(comparison, "a list or map cannot be a key of a map");
    return charge(comparison, whole->count / KEYS_A_STEP) && is_text(item) &&
           node_get(whole, item->value.text);
}

bool template_contains(struct template_comparison *comparison, const struct node *whole,
                       const struct node *item)
{
    if (template_is_special(whole))
        return fail(comparison, whole->value.text);
    if (whole->kind == NODE_LIST) {
        for (size_t i = 0; i < whole->count && !comparison->fault; i++)
            if (template_equal(comparison, whole->items[i], item))
                return true;
        return false;
    }
    if (template_is_blank(whole))
        return false;
    if (template_is_special(item))
        return fail(comparison, item->value.text);
    if (whole->kind == NODE_MAP)
        return contains_key(comparison, whole, item);
    if (is_text(whole))
        return contains_text(comparison, whole, item);
    return fail(comparison, "`in` looks into a list, a map or a text");
}
