/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fan_out.h - one metric of a test file made into several by its `fan_out` list, as Orion does.
 *
 * For each entry, a map: ${key} in any text value of the metric is replaced by the entry's value,
 * then every entry key that is also a key of the metric replaces that field outright,
 * unsubstituted; other keys are dropped. */
#ifndef RIGEL_CONFIG_FAN_OUT_H
#define RIGEL_CONFIG_FAN_OUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"

/* Adds the metric (a map), or what its fan_out makes of it, to list. False: faults are recorded. */
MUST_CHECK bool fan_out_expand(struct arena *arena, const struct node *metric,
                               struct faults *faults, struct node_list *list);

#endif
