/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metric_expand.h - one metric of a `group_by` for one value of its field. */
#ifndef RIGEL_CONFIG_METRIC_EXPAND_H
#define RIGEL_CONFIG_METRIC_EXPAND_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"

/* Fills *ret with a copy of metric (group_by set) for documents whose field has this value: the
 * condition is added to must, ${<field>} is replaced in every text, the columns are named anew,
 * group_by is NULL. What is new lives in arena, the rest is metric's. False: a text grew past
 * LIMIT_CONFIG_FILE; *ret untouched. */
MUST_CHECK bool metric_expand_group(struct arena *arena, const struct metric *metric,
                                    const char *value, struct metric *ret, struct error *err);

#endif
