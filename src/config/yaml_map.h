/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml_map.h - the pairs of a YAML map as a node: merge keys merged, duplicates resolved. */
#ifndef RIGEL_CONFIG_YAML_MAP_H
#define RIGEL_CONFIG_YAML_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "config/node.h"

struct yaml_pair {
    struct node_entry entry;
    bool merge; /* the key is a plain << */
};

/* As PyYAML: merged pairs come first (of a list of maps the first map wins), own ones override
 * them; of own duplicates the last counts, with a warning. NULL: a merge of something that is no
 * map; the fault is recorded. */
MUST_CHECK const struct node *yaml_map_new(struct arena *arena, struct position position,
                                           const struct yaml_pair *pairs, size_t count,
                                           struct faults *faults);

#endif
