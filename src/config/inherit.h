/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inherit.h - how a test's metadata and metrics join those of included files. */
#ifndef RIGEL_CONFIG_INHERIT_H
#define RIGEL_CONFIG_INHERIT_H

#include "base/arena.h"
#include "config/node.h"

/* Maps joined key by key, nested ones replaced whole: nearer over inherited. Either may be NULL;
 * NULL: both are. */
const struct node *inherit_metadata(struct arena *arena, const struct node *nearer,
                                    const struct node *inherited);
/* The inherited metrics first, without those whose name and metricName, or name and
 * metricName.keyword, equal those of one of the nearer list, then the nearer ones. */
struct node_list inherit_metrics(struct arena *arena, const struct node_list *nearer,
                                 const struct node_list *inherited);

#endif
