/* SPDX-License-Identifier: GPL-3.0-or-later */
/* substitute.h - ${name} in texts, for fan_out and group_by. A name is letters, digits, '_' and
 * '.'; unknown ones stay as they are, and what was put in is not looked at again. */
#ifndef RIGEL_CONFIG_SUBSTITUTE_H
#define RIGEL_CONFIG_SUBSTITUTE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/node.h"

struct substitution {
    const char *name, *text;
};

/* text itself where nothing changes. NULL: the result would pass LIMIT_CONFIG_FILE. */
MUST_CHECK const char *substitute_text(struct arena *arena, const char *text,
                                       const struct substitution *substitutions, size_t count);
/* The node with every text value below it substituted; keys are left alone. NULL: as above. */
MUST_CHECK const struct node *substitute_node(struct arena *arena, const struct node *node,
                                              const struct substitution *substitutions,
                                              size_t count);

#endif
