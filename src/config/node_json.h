/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node_json.h - JSON text as a tree of nodes, valued as Python's json reads it: 4.10 is the number
 * 4.1, true prints as True. Of members of one name the last counts. */
#ifndef RIGEL_CONFIG_NODE_JSON_H
#define RIGEL_CONFIG_NODE_JSON_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/node.h"

/* The tree lives in arena; its nodes have no position. what names the text in errors, which give
 * line and column. NULL: no JSON, nested deeper than LIMIT_CONFIG_DEPTH, more than
 * LIMIT_CONFIG_NODES values, or larger than LIMIT_CONFIG_FILE (ERROR_CONFIG). */
MUST_CHECK const struct node *node_of_json(struct arena *arena, const char *text, const char *what,
                                           struct error *err);

#endif
