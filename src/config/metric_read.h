/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metric_read.h - one metric of a test file, fan_out already done, as a struct. Inside config. */
#ifndef RIGEL_CONFIG_METRIC_READ_H
#define RIGEL_CONFIG_METRIC_READ_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/test.h"

struct metric_defaults {
    double threshold;
    const char *timestamp;
};

/* Keys that are not rigel's or Orion's are conditions. False: the faults are recorded. */
MUST_CHECK bool metric_read(struct arena *arena, const struct node *node,
                            const struct metric_defaults *defaults, struct metric *ret,
                            struct faults *faults);

#endif
