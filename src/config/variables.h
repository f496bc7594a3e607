/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variables.h - what template names stand for: values by name, the last one set wins. */
#ifndef RIGEL_CONFIG_VARIABLES_H
#define RIGEL_CONFIG_VARIABLES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/node.h"

struct variables;

struct variables *variables_new(struct arena *arena); /* lives as long as arena */
void variables_set(struct variables *variables, const char *name, const char *text); /* copies */
/* Every environment variable, under its lower-cased name (ASCII letters), as Orion has them. */
void variables_add_environment(struct variables *variables);
/* name, text, name, text, ...: count pairs. */
void variables_add_pairs(struct variables *variables, const char *const *pairs, size_t count);
/* The members of a JSON object, typed, under their names as written. what names the text in errors,
 * which give line and column. False: no JSON object; nothing was set. */
MUST_CHECK bool variables_add_json(struct variables *variables, const char *json, const char *what,
                                   struct error *err);
/* The value; NULL: undefined. Nodes of variables have no position. */
const struct node *variables_get(const struct variables *variables, const char *name);

#endif
