/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conditions.h - maps of a test file as lists of field and value. Inside config only. */
#ifndef RIGEL_CONFIG_CONDITIONS_H
#define RIGEL_CONFIG_CONDITIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/test.h"

struct condition_builder {
    struct condition *items;
    size_t count, capacity;
};

void condition_add(struct arena *arena, struct condition_builder *builder,
                   const struct condition *condition);
struct condition_list condition_list_of(const struct condition_builder *builder);

/* A field name is a text key. False: the fault is recorded. */
MUST_CHECK bool condition_field(const struct node_entry *entry, struct faults *faults);
/* The conditions of a `not` map: one a value, lists spread. Nothing at all is an empty map. */
MUST_CHECK bool conditions_of_not(struct arena *arena, const struct node *node,
                                  struct condition_builder *builder, struct faults *faults);
/* What the test's metadata map asks of runs: REFERENCE of docs/configuration.md, "Which runs". */
MUST_CHECK bool conditions_of_metadata(struct arena *arena, const struct node *metadata,
                                       const char *version_field, struct run_filter *ret,
                                       struct faults *faults);

#endif
