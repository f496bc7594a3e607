/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aggregation_read.h - the `agg` map of a metric. Inside config. */
#ifndef RIGEL_CONFIG_AGGREGATION_READ_H
#define RIGEL_CONFIG_AGGREGATION_READ_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/test.h"

struct aggregation_use {
    bool orion; /* what the search server would refuse is read all the same, as Orion reads it */
    enum pull_way pull;
};

/* Sets the members of *metric that say how its values are aggregated. False: faults recorded. */
MUST_CHECK bool aggregation_read(struct arena *arena, const struct node *node,
                                 const struct aggregation_use *use, struct metric *metric,
                                 struct faults *faults);

#endif
