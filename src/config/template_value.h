/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_value.h - values of templates: nodes, and a few special ones that can only be asked
 * whether they are defined. Inside config only. */
#ifndef RIGEL_CONFIG_TEMPLATE_VALUE_H
#define RIGEL_CONFIG_TEMPLATE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/node.h"

/* What is not there. reason: what to say when it is used all the same. Jinja2 knows two kinds: any
 * use of the strict one is a fault; the other one, of an inline if without else, is also printed as
 * nothing, is false and holds no items. */
const struct node *template_undefined(struct arena *arena, const char *reason);
const struct node *template_blank(void);
/* What is there in Jinja2 but not here: a function, or loop itself. */
const struct node *template_unsupported(struct arena *arena, const char *reason);
/* The strict one or what is unsupported; value.text is the reason. */
bool template_is_special(const struct node *node);
bool template_is_blank(const struct node *node);
bool template_is_undefined(const struct node *node); /* the strict one or the blank one */

const struct node *template_integer(struct arena *arena, size_t number);
const struct node *template_boolean(bool truth);
const struct node *template_text(struct arena *arena, const char *text, size_t size);

/* The value of `name` or `[item]` in a value that is not special, by the rules of Jinja2: what is
 * not there is undefined, methods of Python are unsupported. */
const struct node *template_member(struct arena *arena, const struct node *of, const char *name);
const struct node *template_item(struct arena *arena, const struct node *of,
                                 const struct node *item);

#endif
