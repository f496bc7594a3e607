/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node.h - a YAML document as a tree: every scalar typed, every node with its position.
 *
 * Aliases share nodes, so a tree is never changed once read: whoever wants another one copies.
 * Merge keys are already merged; of duplicate keys the last value is kept, at the first's place,
 * as a Python dict does. */
#ifndef RIGEL_CONFIG_NODE_H
#define RIGEL_CONFIG_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/position.h"
#include "config/test.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node;

struct node_entry {
    const struct node *key; /* a scalar */
    const struct node *value;
};

struct node {
    enum node_kind kind;
    struct position position;
    struct value value; /* NODE_SCALAR */
    const char *repr;   /* NODE_SCALAR: Python's repr(), where it is not that of the value */
    const struct node *const *items;  /* NODE_LIST: count of them */
    const struct node_entry *entries; /* NODE_MAP: count of them */
    size_t count;
    size_t weight; /* nodes below and with this one, shared ones counted each time */
};

/* The value at a text key; NULL: not there, or node is NULL or no map. */
const struct node *node_get(const struct node *node, const char *key);
bool node_is_null(const struct node *node); /* NULL counts */
bool node_is_text_key(const struct node_entry *entry, const char *key);

/* "a text", "a number", "true or false", "a list", "a map", "nothing": for messages. */
const char *node_kind_name(const struct node *node);
/* Python's truth value of it. */
bool node_is_true(const struct node *node);
/* Python's str() of it. */
const char *node_text(struct arena *arena, const struct node *node);
/* The value as Orion would send it: a list or map becomes its Python text. */
struct value node_value(struct arena *arena, const struct node *node);

/* A number, or a text that is one. False: neither, or not finite. */
MUST_CHECK bool node_number(const struct node *node, double *ret);
/* What Python's int() makes of it: numbers cut, true 1, texts of digits. False: it would fail. */
MUST_CHECK bool node_python_int(const struct node *node, double *ret);

/* A growing list of nodes. weight is the sum of theirs. */
struct node_list {
    const struct node **items;
    size_t count, capacity, weight;
};

void node_list_add(struct arena *arena, struct node_list *list, const struct node *node);

/* A node made by rigel, not read: text, or a map of entries (kept), at the place of another. */
const struct node *node_new_text(struct arena *arena, const struct node *at, const char *text);
const struct node *node_new_map(struct arena *arena, const struct node *at,
                                const struct node_entry *entries, size_t count);
const struct node *node_new_list(struct arena *arena, const struct node *at,
                                 const struct node *const *items, size_t count);

#endif
