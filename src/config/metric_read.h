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
    double threshold; /* NAN: the test's is none that Orion reads */
    const char *timestamp;
    enum pull_way pull;
    const char *regression_algorithm;
    bool orion; /* whatever Orion loads is read; numbers are taken as Python's int() takes them */
};

/* Keys that are not rigel's or Orion's are conditions. False: the faults are recorded. */
MUST_CHECK bool metric_read(struct arena *arena, const struct node *node,
                            const struct metric_defaults *defaults, struct metric *ret,
                            struct faults *faults);

/* The algorithm whose change points make regressions: edivisive, percent or steady. Other words,
 * and what is no text, are refused with their place. */
MUST_CHECK bool regression_algorithm_of(const struct node *value, const char **ret,
                                        struct faults *faults);

/* A threshold's absolute value, fraction kept; with orion what Python's int() refuses is refused.
 */
MUST_CHECK bool threshold_of(const struct node *value, bool orion, double *ret);

#endif
