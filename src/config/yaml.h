/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml.h - reads one YAML document into a tree of nodes, by libfyaml, typed as PyYAML types it.
 *
 * Refused, with the place: more than one document, nesting beyond LIMIT_CONFIG_DEPTH, more than
 * LIMIT_CONFIG_NODES nodes with aliases spread out, an alias inside its own anchor, keys that are
 * lists or maps, tags other than those of the plain types, text that is not UTF-8 or holds NUL. */
#ifndef RIGEL_CONFIG_YAML_H
#define RIGEL_CONFIG_YAML_H

#include <stddef.h>

#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/position.h"

/* Reads text[0, size), the rendered text of origin. The tree lives in origin's arena. An empty
 * document is a null scalar. NULL: the fault is recorded. Duplicate keys are warned of. */
MUST_CHECK const struct node *yaml_read(const struct origin *origin, const char *text, size_t size,
                                        struct faults *faults);

#endif
